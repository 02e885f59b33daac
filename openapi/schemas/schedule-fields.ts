// The schedule fields of a job. An edit of any of them replans the job.
import { z } from '@hono/zod-openapi';
import { trimAscii } from '../../src/text/trim-ascii.ts';
import { Day, dayOr, orNull } from './common.ts';
import { defaulted, nullable, nullableInstant, required, type Traits } from './field.ts';
import { wholeNumber } from './messages.ts';

const schedule: Traits = { group: 'schedule', onEdit: 'replan' };

/** In `exclude`, text that is no date may be a range. */
const dayOff =
  'must be a date such as "2027-12-24", or a range such as {"from": "2027-12-24", "to": "2027-12-31"}';

const DaysOff = z
  .strictObject({ from: Day, to: Day })
  .refine(({ from, to }) => from <= to, { message: 'must not be before `from`', path: ['to'] })
  .openapi('DaysOff', {
    description: 'A range of days, first and last day included.',
    example: { from: '2027-12-27', to: '2027-12-31' },
  });

function cronText(maxCharacters: number) {
  return orNull(z.string().overwrite(trimAscii).max(maxCharacters)).openapi({
    description:
      'For `cron`: 5 fields, 6 fields with seconds first, or a macro such as `@hourly`; at most 100 characters. Evaluated in `timezone`. White space around it is removed. An expression of another scheduler is refused with the equivalent in `errors[].suggestion`.',
    example: '0 9 * * 1-5',
  });
}

export const scheduleFields = {
  schedule_type: required(
    z.enum(['cron', 'specific_time', 'recurring']).openapi({
      description:
        'The schedule type. Set the fields of this type only; fields of the other types must be omitted or null.',
      example: 'cron',
    }),
    schedule,
  ),
  cron_expression: {
    ...nullable(cronText(100), schedule),
    // Longer text gets a message that says what it is, for example a line of a crontab with its command.
    input: cronText(1_000).default(null),
    patch: cronText(1_000).optional(),
  },
  specific_time: nullableInstant('For `specific_time`: the instant of the only run.', schedule),
  interval: nullable(
    orNull(z.enum(['minute', 'hour', 'day', 'week', 'month', 'year'], { error: secondsHint })).openapi({
      description: 'For `recurring`: the unit of the interval.',
    }),
    schedule,
  ),
  interval_value: nullable(
    orNull(wholeNumber(1, 100_000)).openapi({
      description: 'For `recurring`: the number of units between two occurrences.',
    }),
    schedule,
  ),
  timezone: defaulted(
    z.string().min(1, 'must be the name of a time zone, such as "Europe/Berlin" or "UTC"').max(100).openapi({
      description: 'IANA time zone name. Applies to cron fields, days off, and intervals of days and longer.',
      example: 'Europe/Berlin',
    }),
    'UTC',
    schedule,
  ),
  starts_at: nullableInstant(
    'No occurrence is earlier than this instant. A `recurring` schedule counts its intervals from here, and this instant is its first occurrence.',
    schedule,
  ),
  ends_at: nullableInstant(
    'No occurrence is later than this instant. Must be later than `starts_at`.',
    schedule,
  ),
  exclude: defaulted(
    z
      .array(z.union([dayOr(dayOff), DaysOff]))
      .max(100)
      .openapi({
        description: 'Days off in `timezone`: the schedule has no occurrence on these days.',
        example: ['2027-12-24', { from: '2027-12-27', to: '2027-12-31' }],
      }),
    [],
    schedule,
  ),
};

/** An interval of seconds is a cron expression with six fields. */
function secondsHint({ input }: { input: unknown }): string | undefined {
  return typeof input === 'string' && /^(?:milli)?seconds?$/i.test(input)
    ? 'must be minute or longer; for seconds, use schedule_type cron with six fields, such as "*/30 * * * * *"'
    : undefined;
}

/** The fields that each schedule type requires, and that belong to this type only. */
export const fieldsOfType = {
  cron: ['cron_expression'],
  specific_time: ['specific_time'],
  recurring: ['interval', 'interval_value'],
} as const satisfies Record<
  z.infer<typeof scheduleFields.schedule_type.view>,
  readonly (keyof typeof scheduleFields)[]
>;
