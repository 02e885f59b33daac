// The schedule of a stored job, as a preview is asked for it.
import type { Job, PreviewInput } from '../../../client/src/index.ts';
import { scheduleFieldNames } from '../job-fields.ts';

export function toPreviewInput(job: Job): PreviewInput {
  const fields = Object.fromEntries(scheduleFieldNames.map((name) => [name, job[name]]));
  const starts_at = job.schedule_type === 'recurring' ? (job.starts_at ?? anchorOf(job)) : job.starts_at;
  return { ...(fields as Pick<Job, (typeof scheduleFieldNames)[number]>), starts_at };
}

/** What an interval without a start is counted from; a preview, which knows no job, would count from now. */
export function anchorOf(job: Job): string {
  return `${job.created_at.slice(0, 19)}Z`;
}
