// Converts the schedule of a job to the input of a preview request.
import type { Job, PreviewInput } from '../../../client/src/index.ts';
import { scheduleFieldNames } from '../job-fields.ts';

export function toPreviewInput(job: Job): PreviewInput {
  const fields = Object.fromEntries(scheduleFieldNames.map((name) => [name, job[name]]));
  const starts_at = job.schedule_type === 'recurring' ? (job.starts_at ?? intervalStart(job)) : job.starts_at;
  return { ...(fields as Pick<Job, (typeof scheduleFieldNames)[number]>), starts_at };
}

/** Start of an interval schedule without `starts_at`: the creation of the job, which a preview does not know. */
export function intervalStart(job: Job): string {
  return `${job.created_at.slice(0, 19)}Z`;
}
