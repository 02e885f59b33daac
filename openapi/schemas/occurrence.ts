// Schemas of upcoming occurrences of all jobs.
import { z } from '@hono/zod-openapi';
import { Id, Instant, text } from './common.ts';
import { examples } from './examples.ts';

const example = {
  job_id: examples.job.id,
  job_name: examples.job.name,
  target_host: 'example.com',
  scheduled_for: examples.job.next_run,
  due_at: examples.job.next_run,
};

const Occurrence = z
  .strictObject({
    job_id: Id,
    job_name: z.string().max(255),
    target_host: z.string().max(255),
    scheduled_for: Instant.openapi({ description: 'The instant in the schedule.' }),
    due_at: Instant.openapi({ description: 'The start of the run, with the delay of `spread_seconds`.' }),
  })
  .openapi('UpcomingOccurrence', { example });

export const Occurrences = z
  .strictObject({
    data: z.array(Occurrence).max(5_000).openapi({ description: 'In the order of `scheduled_for`.' }),
    complete_until: Instant.openapi({
      description:
        'All occurrences before this instant are listed: `to`, or earlier if more than `limit` occur.',
    }),
    jobs_left_out: z.int().openapi({
      description:
        'Number of matching jobs that are not listed, because there are more than 10 000, or because listing them takes too long.',
    }),
    is_paused: z.boolean().openapi({
      description: 'True while the scheduler is paused: then nothing starts until it is resumed.',
    }),
  })
  .openapi('UpcomingOccurrences', {
    example: {
      data: [example],
      complete_until: '2027-02-01T09:00:00.000Z',
      jobs_left_out: 0,
      is_paused: false,
    },
  });

export const OccurrenceQuery = z.strictObject({
  from: Instant.optional().openapi({ description: 'Inclusive, not in the past. Defaults to now.' }),
  to: Instant.optional().openapi({
    description: 'Exclusive, at most 31 days after `from`. Defaults to 24 hours after `from`.',
  }),
  tag: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .openapi({ description: 'Only jobs with this tag.', example: 'billing' }),
  host: text(255)
    .optional()
    .openapi({ description: 'Only jobs whose target has this host name.', example: 'example.com' }),
  job_id: Id.optional().openapi({ description: 'Only this job.' }),
  limit: z
    .string()
    .regex(/^[0-9]{1,4}$/, 'must be a whole number from 1 to 5000')
    .transform(Number)
    .pipe(z.int().min(1).max(5_000))
    .optional()
    .openapi({
      type: 'integer',
      description: 'Maximum number of occurrences, 1 000 by default.',
      example: 1000,
    }),
});
export type OccurrenceQuery = z.infer<typeof OccurrenceQuery>;
