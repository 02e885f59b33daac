// The engines that are compared: each reads a schedule, and is then asked for the next occurrence after an instant.
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import {
  type Interval,
  nextOccurrence,
  parseSchedule,
  type ScheduleFields,
} from '../../src/schedule/schedule.ts';

/** A cron expression, or an interval, which only our engine knows. */
export type Asked = { timezone: string } & (
  | { expression: string }
  | { interval: Interval; value: number; startsAt: string }
);

/** The next occurrence after an instant; both in epoch ms. */
export type Next = (afterMs: number) => number | undefined;

export interface Engine {
  name: 'ours' | 'cron-parser' | 'croner';
  /** Throws on what it does not know. */
  parse: (asked: Asked) => Next;
}

const UNSET: Omit<ScheduleFields, 'schedule_type' | 'timezone'> = {
  cron_expression: null,
  specific_time: null,
  interval: null,
  interval_value: null,
  starts_at: null,
  ends_at: null,
  exclude: [],
  created_at: Temporal.Instant.from('2026-01-01T00:00:00Z'),
};

export const ours: Engine = {
  name: 'ours',
  parse: (asked) => {
    const schedule = parseSchedule(fieldsOf(asked));
    return (afterMs) =>
      nextOccurrence(schedule, Temporal.Instant.fromEpochMilliseconds(afterMs))?.epochMilliseconds;
  },
};

function fieldsOf(asked: Asked): ScheduleFields {
  const { timezone } = asked;
  if ('expression' in asked) {
    return { ...UNSET, timezone, schedule_type: 'cron', cron_expression: asked.expression };
  }
  const { interval, value, startsAt } = asked;
  return {
    ...UNSET,
    timezone,
    schedule_type: 'recurring',
    interval,
    interval_value: value,
    starts_at: Temporal.Instant.from(startsAt),
  };
}

const cronParser: Engine = {
  name: 'cron-parser',
  parse: (asked) => {
    // The date given spares it reading the clock.
    const cron = CronExpressionParser.parse(expressionOf(asked), { tz: asked.timezone, currentDate: 0 });
    return (afterMs) => {
      cron.reset(new Date(afterMs));
      return cron.next().getTime();
    };
  },
};

const croner: Engine = {
  name: 'croner',
  parse: (asked) => {
    const cron = new Cron(expressionOf(asked), { timezone: asked.timezone, paused: true });
    return (afterMs) => cron.nextRun(new Date(afterMs))?.getTime();
  },
};

function expressionOf(asked: Asked): string {
  if (!('expression' in asked)) throw new Error('only cron expressions are known');
  return asked.expression;
}

export const ENGINES: readonly Engine[] = [ours, cronParser, croner];
