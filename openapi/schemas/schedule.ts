// Schedule schemas: the schedule fields of a job, and the preview of their occurrences.
import { z } from '@hono/zod-openapi';
import { Day, Instant, orNull } from './common.ts';

const scheduleTypes = ['cron', 'specific_time', 'recurring'] as const;
const intervals = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

const DaysOff = z
  .strictObject({ from: Day, to: Day })
  .refine(({ from, to }) => from <= to, { message: 'must not be before `from`', path: ['to'] })
  .openapi('DaysOff', {
    description: 'A range of days, first and last day included.',
    example: { from: '2027-12-27', to: '2027-12-31' },
  });

export const scheduleFields = {
  schedule_type: z.enum(scheduleTypes).openapi({
    description:
      'The schedule type. Set the fields of this type only; fields of the other types must be omitted or null.',
    example: 'cron',
  }),
  cron_expression: orNull(z.string().max(100)).openapi({
    description:
      'For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`. Evaluated in `timezone`.',
    example: '0 9 * * 1-5',
  }),
  specific_time: orNull(Instant).openapi({
    description: 'For `specific_time`: the instant of the only run.',
  }),
  interval: orNull(z.enum(intervals)).openapi({ description: 'For `recurring`: the unit of the interval.' }),
  interval_value: orNull(z.int().min(1).max(100_000)).openapi({
    description: 'For `recurring`: the number of units between two occurrences.',
  }),
  timezone: z.string().min(1).max(100).openapi({
    description: 'IANA time zone name. Applies to cron fields, days off, and intervals of days and longer.',
    example: 'Europe/Berlin',
  }),
  starts_at: orNull(Instant).openapi({
    description:
      'No occurrence is earlier than this instant. A `recurring` schedule counts its intervals from here, and this instant is its first occurrence.',
  }),
  ends_at: orNull(Instant).openapi({
    description: 'No occurrence is later than this instant. Must be later than `starts_at`.',
  }),
  exclude: z
    .array(z.union([Day, DaysOff]))
    .max(100)
    .openapi({
      description: 'Days off in `timezone`: the schedule has no occurrence on these days.',
      example: ['2027-12-24', { from: '2027-12-27', to: '2027-12-31' }],
    }),
};

/** The body of a preview: the schedule fields of a job, a start instant and a count. */
export const PreviewInput = z
  .strictObject({
    schedule_type: scheduleFields.schedule_type,
    cron_expression: scheduleFields.cron_expression.default(null),
    specific_time: scheduleFields.specific_time.default(null),
    interval: scheduleFields.interval.default(null),
    interval_value: scheduleFields.interval_value.default(null),
    timezone: scheduleFields.timezone.default('UTC'),
    starts_at: scheduleFields.starts_at.default(null),
    ends_at: scheduleFields.ends_at.default(null),
    exclude: scheduleFields.exclude.default([]),
    from: Instant.optional().openapi({
      description:
        'The preview lists occurrences after this instant. Defaults to now. A `recurring` schedule without `starts_at` counts its intervals from here.',
    }),
    count: z.int().min(1).max(1000).default(10),
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
