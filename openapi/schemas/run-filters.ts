// Schemas of the filters of runs: in lists, counts, exports and bulk actions.
import { z } from '@hono/zod-openapi';
import { Id, Instant, text } from './common.ts';
import { RunStatus, RunTrigger } from './run.ts';

const byTime = 'Compares `scheduled_for` of scheduled runs, and the creation time of other runs.' as const;
const byJob = 'As the job is now; runs of deleted jobs do not match.' as const;

/** Every filter but the status: runs are counted by status. */
export const runFiltersOfAnyStatus = {
  trigger: RunTrigger.optional().openapi({ description: 'Only runs with this trigger.' }),
  status_code: z
    .string()
    .max(3)
    .regex(/^[1-5](\d\d|xx)$/, 'must be an HTTP status code such as 503, or a class such as 5xx')
    .optional()
    .openapi({
      description:
        'Only runs whose last response has this HTTP status code (`503`), or is of this class (`5xx`).',
      example: '5xx',
    }),
  error_code: z.string().min(1).max(100).optional().openapi({
    description: 'Only runs with this error, such as `timeout` or `status_503`.',
    example: 'timeout',
  }),
  host: text(255)
    .min(1)
    .optional()
    .openapi({
      description: `Only runs of jobs whose target has this host name. ${byJob}`,
      example: 'example.com',
    }),
  tag: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .openapi({ description: `Only runs of jobs with this tag. ${byJob}`, example: 'billing' }),
  from: Instant.optional().openapi({ description: `Only runs of this instant or later. ${byTime}` }),
  to: Instant.optional().openapi({ description: `Only runs before this instant. ${byTime}` }),
};

export const runFilters = {
  status: RunStatus.optional().openapi({ description: 'Only runs with this status.' }),
  ...runFiltersOfAnyStatus,
};

export const ofJob = {
  job_id: Id.optional().openapi({ description: 'Only runs of this job.' }),
};

/** The values of the filters, as a query or a body contains them. */
export type RunFilters = z.infer<z.ZodObject<typeof runFilters & typeof ofJob>>;
