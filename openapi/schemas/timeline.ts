// Timeline schemas: the last runs and the next occurrences of a job.
import { z } from '@hono/zod-openapi';
import { Id, Instant } from './common.ts';
import { examples } from './examples.ts';
import { Run } from './run.ts';

const { id, status, scheduled_for, started_at, finished_at, duration_ms, lateness_ms, status_code } =
  examples.run;
const runExample = {
  id,
  status,
  trigger: 'schedule',
  scheduled_for,
  started_at,
  finished_at,
  duration_ms,
  lateness_ms,
  status_code,
  missed_count: null,
};
const timelineExample = { job_id: examples.job.id, runs: [runExample], next: [examples.job.next_run] };

const TimelineRun = z
  .strictObject(
    Run.pick({
      id: true,
      status: true,
      trigger: true,
      scheduled_for: true,
      started_at: true,
      finished_at: true,
      duration_ms: true,
      lateness_ms: true,
      status_code: true,
      missed_count: true,
    }).shape,
  )
  .openapi('TimelineRun', { example: runExample });

const JobTimeline = z
  .strictObject({
    job_id: Id,
    runs: z.array(TimelineRun).max(20).openapi({
      description: 'The last 20 runs, oldest first, including queued runs.',
    }),
    next: z.array(Instant).max(5).openapi({
      description: 'The next 5 occurrences that have no run yet. Empty if the job is not active.',
    }),
  })
  .openapi('JobTimeline', { example: timelineExample });

export const JobTimelines = z
  .strictObject({ data: z.array(JobTimeline).max(100) })
  .openapi('JobTimelines', { example: { data: [timelineExample] } });

export type JobTimeline = z.infer<typeof JobTimeline>;
