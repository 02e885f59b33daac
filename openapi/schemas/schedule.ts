// When a job runs: the schedule fields of a job, and what a preview says of them.
import { z } from '@hono/zod-openapi';
import { Day, Instant, orNull } from './common.ts';

const scheduleTypes = ['cron', 'specific_time', 'recurring'] as const;
const intervals = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

const DaysOff = z
  .strictObject({ from: Day, to: Day })
  .refine(({ from, to }) => from <= to, { message: 'must not be before `from`', path: ['to'] })
  .openapi('DaysOff', {
    description: 'From one day to another, both included.',
    example: { from: '2027-12-27', to: '2027-12-31' },
  });

export const scheduleFields = {
  schedule_type: z.enum(scheduleTypes).openapi({
    description:
      'Which kind of schedule; exactly the fields of that kind are given, those of another may be null.',
    example: 'cron',
  }),
  cron_expression: orNull(z.string().max(100)).openapi({
    description:
      '`cron`: 5 fields, or 6 with leading seconds, or `@hourly` and the like; read in `timezone`.',
    example: '0 9 * * 1-5',
  }),
  specific_time: orNull(Instant).openapi({ description: '`specific_time`: the instant of the one run.' }),
  interval: orNull(z.enum(intervals)).openapi({ description: '`recurring`: the unit of the interval.' }),
  interval_value: orNull(z.int().min(1).max(100_000)).openapi({
    description: '`recurring`: how many units lie between two occurrences.',
  }),
  timezone: z.string().min(1).max(100).openapi({
    description: 'IANA name; governs cron fields and intervals of days and longer.',
    example: 'Europe/Berlin',
  }),
  starts_at: orNull(Instant).openapi({
    description: 'No occurrence before it. For `recurring` the anchor, and itself an occurrence.',
  }),
  ends_at: orNull(Instant).openapi({ description: 'No occurrence after it; later than `starts_at`.' }),
  exclude: z
    .array(z.union([Day, DaysOff]))
    .max(100)
    .openapi({
      description: 'Days off, in `timezone`: nothing occurs on them.',
      example: ['2027-12-24', { from: '2027-12-27', to: '2027-12-31' }],
    }),
};

/** The body of a preview: a job's schedule fields, and what is to be seen of them. */
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
        'Occurrences after this instant, by default now; also when an interval without `starts_at` is counted from.',
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
  message: 'On 2027-03-28 the clock goes forward over it: it occurs at 03:00 instead.',
  at: occurrence.at,
};

const Occurrence = z
  .strictObject({
    at: Instant,
    local: z.string().max(30).openapi({
      description: 'What a clock in the time zone shows.',
      example: '2027-01-31T10:00:00.000',
    }),
    utc_offset: z.string().max(10).openapi({
      description: 'Of local time, `+HH:MM`; with seconds where it has them.',
      example: '+01:00',
    }),
  })
  .openapi('Occurrence', { example: occurrence });

const Warning = z
  .strictObject({
    code: z.string().max(50).openapi({ example: 'shifted' }),
    message: z.string().max(1000),
    at: orNull(Instant).openapi({ description: 'The occurrence that it is about.' }),
  })
  .openapi('ScheduleWarning', { example: warning });

export const Preview = z
  .strictObject({
    description: z.string().max(1000).openapi({
      description: 'The schedule in plain English.',
      example: 'At 02:30 every day, Europe/Berlin time',
    }),
    occurrences: z.array(Occurrence).max(1000),
    warnings: z.array(Warning).max(20).openapi({ description: 'What may surprise.' }),
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
