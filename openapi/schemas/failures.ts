// Schemas of failed runs, grouped by error, status code and target host.
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
    code: z.string().max(100).openapi({ description: 'The error code.', example: runError.code }),
    message: z.string().max(2000).openapi({
      description: 'The error message of the runs, or a general sentence if their messages differ.',
      example: runError.message,
    }),
    status_code: orNull(z.int()).openapi({
      description: 'HTTP status code of the last response. Null if the target sent no response.',
    }),
    target_host: orNull(z.string().max(255)).openapi({
      description: 'Host of the current target of the jobs. Null if the jobs are deleted.',
    }),
    runs: z.int().min(1).openapi({ description: 'Number of failed runs in the group.' }),
    jobs: z.int().min(1).openapi({ description: 'Number of jobs that these runs belong to.' }),
    examples: z
      .array(FailureExample)
      .max(5)
      .openapi({ description: 'The newest failed run of up to 5 jobs, newest first.' }),
    last_at: Instant.openapi({ description: 'The end of the newest run.' }),
  })
  .openapi('FailureGroup', { example: groupExample });

export const Failures = z
  .strictObject({
    window: StatsWindow,
    groups: z.array(FailureGroup).max(50).openapi({
      description:
        'Groups of runs with the same error, status code and host. The group with the most recent failure comes first.',
    }),
    sampled: z.boolean().openapi({
      description:
        'True if more than 2 000 runs failed in the window. The groups then cover only the newest 2 000.',
    }),
  })
  .openapi('Failures', { example: { window: '24h', groups: [groupExample], sampled: false } });

export type Failures = z.infer<typeof Failures>;
