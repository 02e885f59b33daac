// Tests docs/schedules.md: its tables of clock changes, refused expressions and other engines.

import { readFileSync } from 'node:fs';
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { codesIn, rowsOf } from '../testing/markdown.ts';
import { type Interval, nextOccurrence, parseSchedule, type Schedule } from './schedule.ts';
import { cronFields, fieldsOf } from './test-fields.ts';

const page = readFileSync(new URL('../../docs/schedules.md', import.meta.url), 'utf8');

/** The next occurrence after an instant, both in epoch ms. */
type Next = (after: number) => number | undefined;

const asNext =
  (schedule: Schedule): Next =>
  (after) =>
    nextOccurrence(schedule, Temporal.Instant.fromEpochMilliseconds(after))?.epochMilliseconds;

const ours = (expression: string, zone: string): Next => asNext(parseSchedule(cronFields(expression, zone)));
const cronParser = (expression: string, zone: string): Next => {
  const cron = CronExpressionParser.parse(expression, { tz: zone, currentDate: 0 });
  let last: number | undefined;
  return (after) => {
    // Resetting cron-parser to its own last result can change the next result.
    if (after !== last) cron.reset(new Date(after));
    last = cron.next().getTime();
    return last;
  };
};
const croner = (expression: string, zone: string): Next => {
  const cron = new Cron(expression, { timezone: zone, paused: true });
  return (after) => cron.nextRun(new Date(after))?.getTime();
};

function onClock(date: string, time: string, zone: string): Temporal.ZonedDateTime {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time });
}

/** The occurrences from 01:00 to 03:30 in the notation of the page: `01:00 01:30 (-05:00)`. */
function nightOf(next: Next, zone: string, date: string): string {
  const end = onClock(date, '03:30', zone).epochMilliseconds;
  const groups: { offset: string; times: string[] }[] = [];
  let failed = false;
  try {
    let at = next(onClock(date, '01:00', zone).epochMilliseconds - 1);
    while (at !== undefined && at <= end) {
      const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
      if (groups.at(-1)?.offset !== local.offset) groups.push({ offset: local.offset, times: [] });
      groups.at(-1)?.times.push(local.toPlainTime().toString({ smallestUnit: 'minute' }));
      at = next(at);
    }
  } catch {
    failed = true;
  }
  const texts = groups.map(({ offset, times }) => `${times.join(' ')} (${offset})`);
  if (failed) texts.push('an error');
  return texts.join(' ') || 'nothing';
}

const nights = [...page.matchAll(/\n### (\w+\/\w+), (\d{4}-\d\d-\d\d)\n([\s\S]*?)(?=\n##)/g)].map(
  ([, zone = '', date = '', text = '']) => ({ zone, date, text }),
);

it('has the nights of three zones', () => {
  expect(nights.map(({ zone, date }) => `${zone} ${date}`)).toEqual([
    'America/New_York 2027-03-14',
    'America/New_York 2027-11-07',
    'Europe/Berlin 2027-03-28',
    'Europe/Berlin 2027-10-31',
    'Australia/Lord_Howe 2027-04-04',
    'Australia/Lord_Howe 2027-10-03',
  ]);
});

it('cron-parser returns another result after a reset', () => {
  const [first, again] = [cronParser, cronParser].map((engine) => engine('0,30 2 * * *', 'America/New_York'));
  const at = Date.parse('2027-03-14T07:00:00Z');
  expect(first?.(at - 1)).toBe(at);
  expect(first?.(at)).toBe(at + 30 * 60_000);
  expect(again?.(at)).not.toBe(at + 30 * 60_000);
});

describe.each(nights)('$zone, $date', ({ zone, date, text }) => {
  const change = onClock(date, '00:00', zone).getTimeZoneTransition('next');
  const [before = '', after = ''] = text.match(/[+-]\d\d:\d\d/g) ?? [];
  const rows = rowsOf(text, '| schedule |');

  it('states the clock change', () => {
    const told = /At (\S+) the clock goes from (\d\d:\d\d) (?:back )?to (\d\d:\d\d)\./.exec(text);
    const shown = (at: Temporal.ZonedDateTime | undefined) =>
      at?.toPlainTime().toString({ smallestUnit: 'minute' });
    expect(change?.epochMilliseconds).toBe(Temporal.Instant.from(told?.[1] ?? '').epochMilliseconds);
    // The clock reaches the first time and shows the second one instead.
    expect(shown(change?.toInstant().toZonedDateTimeISO(before))).toBe(told?.[2]);
    expect(shown(change ?? undefined)).toBe(told?.[3]);
    expect(change?.offset).toBe(after);
    expect(rows.length).toBeGreaterThanOrEqual(8);
  });

  it.each(rows)('%s', (schedule, inOld, inNew) => {
    const told = [
      [inOld, before],
      [inNew, after],
    ].flatMap(([times, offset]) => (times === '–' ? [] : [`${times} (${offset})`]));
    expect(nightOf(readRow(schedule, zone, date), zone, date)).toBe(told.join(' ') || 'nothing');
  });
});

/** `` `30 2 * * *` `` or `every 60 minutes from 00:30`. */
function readRow(text: string, zone: string, date: string): Next {
  const [expression] = codesIn(text);
  if (expression !== undefined) return ours(expression, zone);
  const [, value, unit, time = ''] = /^every (\d+) (\w+?)s? from (\d\d:\d\d)$/.exec(text) ?? [];
  const threeDaysEarlier = Temporal.PlainDate.from(date).subtract({ days: 3 }).toString();
  return asNext(
    parseSchedule(
      fieldsOf({
        schedule_type: 'recurring',
        interval: unit as Interval,
        interval_value: Number(value),
        timezone: zone,
        starts_at: onClock(threeDaysEarlier, time, zone).toInstant(),
      }),
    ),
  );
}

it.each(
  rowsOf(page, '| night | schedule |'),
)('others on %s: %s', (night = '', schedule = '', here, ...others) => {
  const [zone = '', date = ''] = night.split(' ');
  const [expression = ''] = codesIn(schedule);
  expect(nightOf(ours(expression, zone), zone, date)).toBe(here);
  const answers = [cronParser, croner].map((engine) => nightOf(engine(expression, zone), zone, date));
  expect(answers.map((answer) => (answer === here ? 'the same' : answer))).toEqual(others);
});

it.each(rowsOf(page, '| | here |'))('others on %s', (expressions = '', ...told) => {
  for (const expression of codesIn(expressions)) {
    const answers = [ours, cronParser, croner].map((engine) => {
      try {
        const next = engine(expression, 'UTC');
        const first = next(0);
        return first === undefined ? 'never' : (next(first) ?? 0) - first;
      } catch {
        return 'refused';
      }
    });
    const steps: Record<string, number> = { 'every minute': 60_000, 'every hour': 3_600_000 };
    const expected = told.map((verdict, which) =>
      // Other tests compare the results of accepted expressions.
      verdict === 'read' && typeof answers[which] === 'number' ? answers[which] : (steps[verdict] ?? verdict),
    );
    expect(answers, expression).toEqual(expected);
  }
});

const refused = rowsOf(page, '| written | why |')
  .flatMap(([written = '']) => (written.startsWith('`') ? codesIn(written) : []))
  .filter((expression) => /[ @]/.test(expression));

it.each(refused)('refuses %s', (expression) => {
  expect(() => ours(expression, 'UTC')).toThrow(expect.objectContaining({ field: 'cron_expression' }));
});

it.each(
  rowsOf(page, '| written | means |').filter(([written]) => written?.startsWith('`@')),
)('%s is %s', (macro = '', meaning = '') => {
  const [short = ''] = codesIn(macro);
  const [long = ''] = codesIn(meaning);
  const nextOf = (expression: string) => ours(expression, 'Europe/Berlin')(0);
  expect(nextOf(short)).toBe(nextOf(long));
});
