// The error for invalid schedules, with the fields that would repair the schedule.

import type { Interval } from './interval-unit.ts';

/** Fields of a request body that replace an invalid schedule with a valid one of the same meaning (RFC 7396). */
export interface Suggestion {
  schedule_type?: 'cron' | 'specific_time' | 'recurring';
  cron_expression?: string | null;
  /** Instants are RFC 3339 text in UTC. */
  specific_time?: string | null;
  interval?: Interval | null;
  interval_value?: number | null;
  timezone?: string;
  starts_at?: string | null;
  ends_at?: string | null;
  spread_seconds?: number;
}

/** An invalid schedule. `field` is the name of the invalid field in the API; `message` says why it is invalid. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  readonly field: string;
  readonly suggestion: Suggestion | undefined;

  constructor(field: string, message: string, suggestion?: Suggestion) {
    super(message);
    this.field = field;
    this.suggestion = suggestion;
  }
}
