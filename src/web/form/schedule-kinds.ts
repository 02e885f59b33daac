// Schedule kinds of the form; daily, weekly and monthly are stored as cron expressions.
import type { Job } from '../../../client/src/index.ts';
import { type CalendarSchedule, parseCalendar } from './calendar-cron.ts';

export const kinds = ['interval', 'daily', 'weekly', 'monthly', 'cron', 'once'] as const;
export type Kind = (typeof kinds)[number];

export const scheduleTypes = {
  interval: 'recurring',
  daily: 'cron',
  weekly: 'cron',
  monthly: 'cron',
  cron: 'cron',
  once: 'specific_time',
} as const satisfies Record<Kind, Job['schedule_type']>;

/** The form kind of a stored schedule. Simple cron expressions are shown as daily, weekly or monthly. */
export function kindOf(job: Pick<Job, 'schedule_type' | 'cron_expression'>): Kind {
  if (job.schedule_type === 'recurring') return 'interval';
  if (job.schedule_type === 'specific_time') return 'once';
  return parseCalendar(job.cron_expression ?? '')?.kind ?? 'cron';
}

export function isCalendarKind(kind: Kind): kind is CalendarSchedule['kind'] {
  return kind === 'daily' || kind === 'weekly' || kind === 'monthly';
}
