// What went wrong lately, by what it was.
import { z } from '@hono/zod-openapi';
import { Id, Instant, orNull } from './common.ts';
import { examples } from './examples.ts';
import { StatsWindow } from './stats.ts';

const { runError, run, job } = examples;

const FailureExample = z
  .strictObject({ job_id: Id, job_name: z.string().max(255), run_id: Id })
  .openapi('FailureExample', { example: { job_id: job.id, job_name: job.name, run_id: run.id } });

const groupExample = {
  ...runError,
  status_code: null,
  target_host: 'example.com',
  runs: 12,
  jobs: 2,
  examples: [{ job_id: job.id, job_name: job.name, run_id: run.id }],
  last_at: run.finished_at,
};

const FailureGroup = z
  .strictObject({
    code: z.string().max(100).openapi({ description: 'The error’s.', example: runError.code }),
    message: z.string().max(2000).openapi({ description: 'Of the newest run.', example: runError.message }),
    status_code: orNull(z.int()).openapi({ description: 'The last answer’s; null where there was none.' }),
    target_host: orNull(z.string().max(255)).openapi({
      description: 'The host that the jobs call, as they are now; null where they are deleted.',
    }),
    runs: z.int().min(1),
    jobs: z.int().min(1).openapi({ description: 'How many jobs these runs are of.' }),
    examples: z
      .array(FailureExample)
      .max(5)
      .openapi({ description: 'The newest run of each of up to 5 jobs, newest first.' }),
    last_at: Instant.openapi({ description: 'When the newest run ended.' }),
  })
  .openapi('FailureGroup', { example: groupExample });

export const Failures = z
  .strictObject({
    window: StatsWindow,
    groups: z.array(FailureGroup).max(50).openapi({
      description: 'Runs that failed for one reason, at one host; the group that failed last comes first.',
    }),
    sampled: z.boolean().openapi({
      description: 'There were more failed runs than the newest 2 000, which alone were looked at.',
    }),
  })
  .openapi('Failures', { example: { window: '24h', groups: [groupExample], sampled: false } });

export type Failures = z.infer<typeof Failures>;
