// The kinds of schedule that the form offers: three of them are cron expressions that one need not write.
import type { Job } from '../../../client/src/index.ts';
import { type Clock, parseClock } from './clock-cron.ts';

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

/** How a stored schedule is shown: a cron expression as one of the three, where it fits. */
export function kindOf(job: Pick<Job, 'schedule_type' | 'cron_expression'>): Kind {
  if (job.schedule_type === 'recurring') return 'interval';
  if (job.schedule_type === 'specific_time') return 'once';
  return parseClock(job.cron_expression ?? '')?.kind ?? 'cron';
}

export function isClockKind(kind: Kind): kind is Clock['kind'] {
  return kind === 'daily' || kind === 'weekly' || kind === 'monthly';
}
