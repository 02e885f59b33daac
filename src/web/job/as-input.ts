// A stored job as one would write it by hand: only what is not the default.
import type { Job } from '../../../client/src/index.ts';

/** The fields in the order in which they are read best; each is left out where it has this value. */
const defaults = {
  name: undefined,
  description: null,
  target: undefined,
  method: 'POST',
  headers: {},
  payload: null,
  schedule_type: undefined,
  cron_expression: null,
  specific_time: null,
  interval: null,
  interval_value: null,
  timezone: 'UTC',
  starts_at: null,
  ends_at: null,
  exclude: [],
  max_runs: null,
  spread_seconds: 0,
  timeout_seconds: 30,
  retry: {
    max_attempts: 4,
    initial_delay_seconds: 10,
    max_delay_seconds: 3_600,
    factor: 2,
    max_age_seconds: 86_400,
  },
  overlap: 'skip',
  catch_up: { policy: 'one', window_seconds: 86_400 },
  success: { statuses: ['2xx'], body_contains: null },
  pause_after_failures: null,
  tags: [],
  delete_when_finished: false,
} satisfies { [Field in keyof Job]?: unknown };

/** Of these a part may be given. */
const inParts = ['retry', 'catch_up', 'success'];

/** Without its key, which the call has, and without what the service does not tell. */
export function toInput(job: Job): Record<string, unknown> {
  const input = leaveOut(job, defaults);
  for (const name of inParts) {
    if (name in input) input[name] = leaveOut(input[name] as object, defaults[name as 'retry']);
  }
  // Any other standing is the service's to give.
  return job.status_reason === 'paused' ? { ...input, status: 'inactive' } : input;
}

function leaveOut(value: object, usual: object): Record<string, unknown> {
  const given = new Map(Object.entries(value) as [string, unknown][]);
  const kept = Object.entries(usual).filter(([name, one]) => !isSame(given.get(name) ?? null, one));
  return Object.fromEntries(kept.map(([name]) => [name, given.get(name)]));
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
