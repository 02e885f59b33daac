// A preview of a schedule: the schedule fields that it takes, and the occurrences and warnings that it returns.
import { z } from '@hono/zod-openapi';
import { Instant, orNull } from './common.ts';
import { inputsOf } from './field.ts';
import { jobFields } from './job-fields.ts';
import { wholeNumber } from './messages.ts';
import { scheduleFields } from './schedule-fields.ts';
import { Suggestion } from './suggestion.ts';

const { max_runs, spread_seconds, catch_up } = jobFields;

/**
 * The body of a preview: the schedule fields of a job, a start instant and a count. `max_runs` limits the occurrences.
 * Spread and catch-up policy are accepted, and do not change them.
 */
export const PreviewInput = z
  .strictObject({
    ...inputsOf(scheduleFields),
    ...inputsOf({ max_runs, spread_seconds, catch_up }),
    from: Instant.optional().openapi({
      description:
        'The preview lists occurrences after this instant. Defaults to now. A `recurring` schedule without `starts_at` counts its intervals from here.',
    }),
    count: wholeNumber(1, 1000).default(10),
  })
  .openapi('PreviewInput', {
    example: { schedule_type: 'cron', cron_expression: '30 2 * * *', timezone: 'Europe/Berlin', count: 5 },
  });

const occurrence = {
  at: '2027-03-28T01:00:00.000Z',
  local: '2027-03-28T03:00:00.000',
  utc_offset: '+02:00',
};
const warning = {
  code: 'shifted',
  message:
    'On 28 March 2027 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:30 does not exist. The job runs at 03:00 instead.',
  at: occurrence.at,
};

const Occurrence = z
  .strictObject({
    at: Instant,
    local: z.string().max(30).openapi({
      description: 'Local time in the time zone of the schedule.',
      example: '2027-01-31T10:00:00.000',
    }),
    utc_offset: z.string().max(10).openapi({
      description:
        'UTC offset of the local time as `+HH:MM`, or `+HH:MM:SS` for historical offsets with seconds.',
      example: '+01:00',
    }),
  })
  .openapi('Occurrence', { example: occurrence });

const Warning = z
  .strictObject({
    code: z.string().max(50).openapi({ example: 'shifted' }),
    message: z.string().max(1000),
    suggestion: Suggestion.optional(),
    at: orNull(Instant).openapi({
      description: 'The occurrence that the warning is about. Null if it is about the whole schedule.',
    }),
  })
  .openapi('ScheduleWarning', { example: warning });

export const Preview = z
  .strictObject({
    description: z.string().max(1000).openapi({
      description: 'The schedule in plain English.',
      example: 'At 02:30 every day, Europe/Berlin time',
    }),
    occurrences: z.array(Occurrence).max(1000),
    warnings: z
      .array(Warning)
      .max(20)
      .openapi({ description: 'Warnings about unexpected behavior of the schedule, such as clock changes.' }),
  })
  .openapi('Preview', {
    example: {
      description: 'At 02:30 every day, Europe/Berlin time',
      occurrences: [occurrence],
      warnings: [warning],
    },
  });

export type PreviewInput = z.infer<typeof PreviewInput>;
export type Preview = z.infer<typeof Preview>;
