// The schedule of a stored job, as a preview is asked for it.
import type { Job, PreviewInput } from '../../../client/src/index.ts';

export function toPreviewInput(job: Job): PreviewInput {
  const { schedule_type, cron_expression, specific_time, interval, interval_value } = job;
  const { timezone, ends_at, exclude } = job;
  const starts_at = schedule_type === 'recurring' ? (job.starts_at ?? anchorOf(job)) : job.starts_at;
  return {
    ...{ schedule_type, cron_expression, specific_time, interval, interval_value },
    ...{ timezone, starts_at, ends_at, exclude },
  };
}

/** What an interval without a start is counted from; a preview, which knows no job, would count from now. */
export function anchorOf(job: Job): string {
  return `${job.created_at.slice(0, 19)}Z`;
}
