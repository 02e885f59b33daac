// Schedules and instants that every cron engine computes in the comparison.
import type { Asked } from './schedule-engines.ts';

export const INSTANTS = 64;

/** `from`: asked after instants of the two years from then on. */
export type Case = { rare: boolean; from: string } & Asked;

const common = (expression: string, timezone = 'UTC'): Case => ({
  rare: false,
  from: '2027-01-01T00:00:00Z',
  expression,
  timezone,
});
const rare = (expression: string, from: string, timezone = 'UTC'): Case => ({
  rare: true,
  from,
  expression,
  timezone,
});

export const CASES: readonly Case[] = [
  common('* * * * *'),
  common('*/5 * * * *'),
  common('0 9 * * 1-5'),
  common('30 2 * * *', 'America/New_York'),
  common('30 2 * * *', 'Europe/Berlin'),
  common('*/15 * * * *', 'Europe/Berlin'),
  common('0 0 1 * *'),
  common('0 12 15W * *'),
  common('0 18 * * 5L', 'Australia/Lord_Howe'),
  every(90, 'minute', 'UTC'),
  every(1, 'day', 'Europe/Berlin'),
  every(1, 'month', 'America/New_York'),
  // The next February with a 29th lies seven years ahead, that with a fifth Monday forty.
  rare('0 0 29 2 *', '2097-01-01T00:00:00Z'),
  rare('0 0 29 2 *', '2097-01-01T00:00:00Z', 'America/New_York'),
  rare('0 0 * 2 1#5', '2072-03-01T00:00:00Z'),
  rare('0 0 * 2 1#5', '2072-03-01T00:00:00Z', 'Europe/Berlin'),
];

function every(value: number, interval: 'minute' | 'day' | 'month', timezone: string): Case {
  return {
    rare: false,
    from: '2027-01-01T00:00:00Z',
    interval,
    value,
    timezone,
    startsAt: '2020-01-31T02:30:00Z',
  };
}

/** INSTANTS instants within two years, with clock changes; consecutive instants are in different months. */
export function instantsOf({ from }: Case): number[] {
  const start = Date.parse(from);
  return Array.from({ length: INSTANTS }, (_, index) => start + ((index * 37) % INSTANTS) * 985_321_000);
}

/**
 * The same schedule with different whitespace, which misses the cache of ten thousand parsed cron expressions.
 * The cache of time zones still applies: there are few zones.
 */
export function unseen(asked: Asked, index: number): Asked {
  if (!('expression' in asked)) return asked;
  const blanks = Array.from({ length: 16 }, (_, bit) => ((index >> bit) & 1 ? '\t' : ' ')).join('');
  return { ...asked, expression: blanks + asked.expression };
}
