// Schemas of batch creation and bulk actions.
import { z } from '@hono/zod-openapi';
import { Cursor, Id, orNull, text } from './common.ts';
import { examples } from './examples.ts';
import { Job, JobInput } from './job.ts';
import { KeyText } from './job-fields.ts';
import { ofJob, runFilters } from './run-filters.ts';

export const JobBatch = z.strictObject({ jobs: z.array(JobInput).min(1).max(1000) }).openapi('JobBatch', {
  description: 'Up to 1 000 jobs and 16 MiB. The service creates all of them or none.',
  example: { jobs: [examples.jobInput, { ...examples.jobInput, name: 'Another Job', interval: 'day' }] },
});

export const CreatedJobs = z
  .strictObject({ data: z.array(Job).max(1000) })
  .openapi('CreatedJobs', { example: { data: [examples.job] } });

const common = {
  ids: z
    .array(Id)
    .min(1)
    .max(1000)
    .optional()
    .openapi({ description: 'The IDs of the items. Give either `ids` or `filter`.' }),
  dry_run: z
    .boolean()
    .default(false)
    .openapi({ description: 'Return the result without changing anything.' }),
  all: z.boolean().default(false).openapi({
    description: 'Must be true if `filter` is empty: the action then applies to all items.',
  }),
  cursor: Cursor.openapi({
    description: 'With `filter`: continue here. The value is `next_cursor` of the previous response.',
  }),
};

/** Reported together with the errors of the fields. */
const always = ({ value }: { value: unknown }) => typeof value === 'object' && value !== null;

const hasOneSelector = (input: { ids?: unknown; filter?: unknown }) =>
  (input.ids === undefined) !== (input.filter === undefined);
const selectorError = { message: 'give either `ids` or `filter`', path: ['ids'], when: always };

/** An empty filter matches everything, which a client that lost its filter does not intend. */
const isIntended = ({ filter, all }: { filter?: Record<string, unknown> | undefined; all: boolean }) =>
  !filter || all || Object.values(filter).some((value) => value !== undefined && value !== '');
const intentionError = { message: 'must not be empty, unless `all` is true', path: ['filter'], when: always };

export const jobFilters = {
  status: z.enum(['active', 'inactive', 'failed']).optional(),
  schedule_type: z.enum(['cron', 'specific_time', 'recurring']).optional(),
  tag: z.string().min(1).max(100).optional(),
  managed_by: KeyText.optional(),
  q: text(200).optional(),
  failing: z.boolean().optional(),
};

export const JobBulk = z
  .strictObject({
    action: z.enum(['pause', 'resume', 'run', 'delete']),
    filter: z.strictObject(jobFilters).optional().openapi({
      description:
        'The same filters as in `GET /jobs`. Give either `ids` or `filter`. An empty filter needs `all`.',
    }),
    ...common,
  })
  .refine(hasOneSelector, selectorError)
  .refine(isIntended, intentionError)
  .openapi('JobBulk', { example: { action: 'pause', filter: { tag: 'billing' }, dry_run: true } });

export const RunBulk = z
  .strictObject({
    action: z.enum(['retry', 'cancel']),
    filter: z
      .strictObject({ ...ofJob, ...runFilters })
      .optional()
      .openapi({
        description:
          'The same filters as in `GET /runs`. Give either `ids` or `filter`. An empty filter needs `all`.',
      }),
    ...common,
  })
  .refine(hasOneSelector, selectorError)
  .refine(isIntended, intentionError)
  .openapi('RunBulk', { example: { action: 'retry', filter: { status: 'failed' }, dry_run: true } });

export const BulkResult = z
  .strictObject({
    dry_run: z.boolean(),
    done: z
      .array(Id)
      .max(1000)
      .openapi({ description: 'Items that were changed, or with `dry_run` would be changed.' }),
    unchanged: z.array(Id).max(1000).openapi({ description: 'Items that already had the requested state.' }),
    failed: z
      .array(z.strictObject({ id: Id, detail: z.string().max(2000) }))
      .max(1000)
      .openapi({ description: 'Items that could not be changed, with the reason.' }),
    next_cursor: orNull(z.string().max(2000)).openapi({
      description:
        'Set if more items match the filter: one request handles 1 000. Null if all items were handled.',
    }),
  })
  .openapi('BulkResult', { example: examples.bulkResult });

export type JobBulk = z.infer<typeof JobBulk>;
export type RunBulk = z.infer<typeof RunBulk>;
export type BulkResult = z.infer<typeof BulkResult>;
