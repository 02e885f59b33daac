// Schemas of applying a set of jobs: the request and the plan.
import { z } from '@hono/zod-openapi';
import { Id, orNull } from './common.ts';
import { examples } from './examples.ts';
import { JobInput } from './job.ts';
import { KeyText, ofManager } from './job-fields.ts';

const PlanId = z
  .string()
  .max(64)
  .openapi({ description: 'Identifies the plan: the same for an equal plan of equal stored jobs.' });

export const JobApply = z
  .strictObject({
    managed_by: KeyText.openapi({
      ...ofManager,
      description:
        'The name of the set. The request changes only jobs with this `managed_by`, and the jobs that it creates get it.',
    }),
    jobs: z.array(JobInput).max(1000).openapi({
      description: 'All jobs of the set, up to 1 000 and 16 MiB. `key` is required: it identifies the job.',
    }),
    prune: z.boolean().default(false).openapi({
      description: 'Delete the jobs of the set that are not in `jobs`, up to 1 000.',
    }),
    adopt: z.boolean().default(false).openapi({
      description: 'Take over jobs with a key of the set whose `managed_by` is null.',
    }),
    dry_run: z
      .boolean()
      .default(false)
      .openapi({ description: 'Return the plan without changing anything.' }),
    plan_id: PlanId.optional().openapi({
      description:
        'The `plan_id` of a dry run: if the plan differs by now, the service responds with 409 and changes nothing.',
    }),
  })
  .openapi('JobApply', {
    example: {
      managed_by: 'billing-service',
      jobs: [{ key: 'billing:hourly', ...examples.jobInput }],
      prune: true,
      dry_run: true,
    },
  });

const actions = ['create', 'update', 'unchanged', 'delete', 'keep'] as const;

const PlannedJob = z
  .strictObject({
    action: z.enum(actions).openapi({
      description: '`keep`: a job of the set that is not in `jobs`, without `prune`.',
    }),
    key: orNull(KeyText),
    name: z.string().max(255),
    id: orNull(Id).openapi({ description: 'Null for a job to be created.' }),
    changed: z.array(z.string().max(100)).max(100).openapi({
      description: 'The names of the fields that an update changes.',
    }),
    before: z.record(z.string(), z.unknown()).openapi({
      description:
        'The stored values of the changed fields, without values of more than 1 000 characters as JSON. Secrets are `[redacted]`.',
    }),
    after: z.record(z.string(), z.unknown()).openapi({
      description: 'The requested values of the changed fields; of a job to be created, all that are set.',
    }),
  })
  .openapi('PlannedJob', { example: examples.plannedJob });

export const JobPlan = z
  .strictObject({
    dry_run: z.boolean(),
    managed_by: KeyText,
    plan_id: PlanId,
    counts: z.strictObject({
      create: z.int(),
      update: z.int(),
      unchanged: z.int(),
      delete: z.int(),
      keep: z.int(),
    }),
    jobs: z.array(PlannedJob).max(2000).openapi({
      description: 'The jobs of the request in its order, then the other jobs of the set by key.',
    }),
  })
  .openapi('JobPlan', { example: examples.jobPlan });

export type JobApply = z.infer<typeof JobApply>;
export type JobPlan = z.infer<typeof JobPlan>;
export type PlannedJob = z.infer<typeof PlannedJob>;
