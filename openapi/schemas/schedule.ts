// When a job runs: the schedule fields of a job.
import { z } from '@hono/zod-openapi';
import { Instant, orNull } from './common.ts';

const scheduleTypes = ['cron', 'specific_time', 'recurring'] as const;
const intervals = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

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
};
