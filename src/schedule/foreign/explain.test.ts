// Tests that expressions of other schedulers are refused with fields that mean the same.

import { expect, it, test } from 'vitest';
import { nextOccurrence, parseSchedule, ScheduleError, type Suggestion } from '../schedule.ts';
import { at, cronFields } from '../test-fields.ts';

function refusal(expression: string, timezone = 'UTC'): ScheduleError {
  try {
    parseSchedule(cronFields(expression, timezone));
  } catch (error) {
    if (error instanceof ScheduleError) return error;
    throw error;
  }
  throw new Error(`${expression} is accepted`);
}

const interval = (unit: 'minute' | 'hour' | 'day', value: number): Suggestion => ({
  schedule_type: 'recurring',
  cron_expression: null,
  interval: unit,
  interval_value: value,
});
const in2027 = { starts_at: '2027-01-01T00:00:00Z', ends_at: '2027-12-31T23:59:59.999Z' };

const equivalents: [string, string | Suggestion, RegExp?][] = [
  // EventBridge
  ['cron(0 12 * * ? *)', '0 12 * * *', /EventBridge.*write \* for \?.*no year field; write "0 12 \* \* \*"/],
  ['cron(0,30 11,12 ? APR,SEP SAT,SUN *)', '0,30 11,12 * APR,SEP SAT,SUN'],
  ['0 12 * * ? *', '0 12 * * *', /EventBridge/],
  ['0 8 1 * ? *', '0 8 1 * *'],
  ['0 10 ? * 2-6 *', '0 10 * * MON-FRI', /counts weekdays from Sunday = 1: 2-6 is MON-FRI/],
  ['cron(0 10 ? * 6L 2027)', { cron_expression: '0 10 * * FRIL', ...in2027 }],
  ['0 20 * * MON-FRI *', '0 20 * * MON-FRI', /year of EventBridge/],
  ['0 0 25 * * *', '0 0 25 * *', /year/],
  ['rate(1 hours)', interval('hour', 1)],
  ['rate(5 minutes)', interval('minute', 5)],
  [
    'at(2027-05-01T09:00:00)',
    { schedule_type: 'specific_time', cron_expression: null, specific_time: '2027-05-01T09:00:00Z' },
  ],
  // Quartz
  ['0 0 12 ? * 2-6', '0 12 * * MON-FRI', /write \* for \?.*Sunday = 1/],
  ['0 15 10 ? * 6#3', '15 10 * * FRI#3'],
  ['0 15 10 ? * 1/2', '15 10 * * SUN,TUE,THU,SAT'],
  ['0 0 22-2 ? * FRI-MON', '0 22-23,0-2 * * FRI-SAT,SUN-MON'],
  ['30 0 12 L * ?', '30 0 12 L * *'],
  ['0 15 10 ? * MON-FRI 2027', { cron_expression: '15 10 * * MON-FRI', ...in2027 }, /no year field/],
  ['0 0 ? * MON', '0 0 * * MON', /write \* for \?/],
  ['0 0 * * L', '0 0 * * SAT', /Saturday in Quartz/],
  // Jenkins
  ['H H(9-16)/2 * * 1-5', { cron_expression: '0 9-16/2 * * 1-5', spread_seconds: 3_600 }, /Jenkins/],
  ['H/15 * * * *', { cron_expression: '*/15 * * * *', spread_seconds: 900 }],
  ['H H * * *', { cron_expression: '0 0 * * *', spread_seconds: 86_400 }],
  // Intervals
  ['@every 6h', interval('hour', 6), /schedule_type "recurring", interval "hour", interval_value 6/],
  ['@every 1h30m', interval('minute', 90)],
  ['@every 15s', '*/15 * * * * *'],
  ['every 5 minutes', interval('minute', 5)],
  ['PT15M', interval('minute', 15)],
  ['*/90 * * * *', interval('minute', 90)],
  ['0 */30 * * *', interval('hour', 30)],
  ['0 9 */45 * *', { ...interval('day', 45), starts_at: '2026-01-01T09:00:00Z' }],
  // systemd
  ['Mon..Fri 09:00', '0 9 * * MON-FRI', /systemd/],
  ['Mon..Fri *-*-* 07..20:00/30', '0/30 7-20 * * MON-FRI'],
  ['Mon *-*-1..7 05:30:00', '30 5 * * MON#1'],
  ['*:0/15', '0/15 * * * *'],
  ['*-*~01 04:00', '0 4 L * *'],
  ['weekly', '0 0 * * MON'],
  // Text around the expression
  [
    'CRON_TZ=America/New_York 0 9 * * 1',
    { cron_expression: '0 9 * * 1', timezone: 'America/New_York' },
    /field timezone/,
  ],
  ['TZ=UTC 0 12 ? * MON *', { cron_expression: '0 12 * * MON', timezone: 'UTC' }],
  ['0 9 * * * Europe/Berlin', { cron_expression: '0 9 * * *', timezone: 'Europe/Berlin' }],
  ['25 6\t* * *\troot\ttest', '25 6\t* * *', /serve "root test" at a URL and set target/],
  ['*/5 * * * * curl -s https://example.com/x', '*/5 * * * *'],
  ['@daily /usr/bin/backup', '@daily'],
  ['"0 9 * * *"', '0 9 * * *', /quotation marks/],
  ["- cron: '30 5 * * 1,3'", '30 5 * * 1,3'],
  ['0 9 * * * # every day', '0 9 * * *'],
  ['MAILTO=me\n0 9 * * *\n', '0 9 * * *'],
  // Faults of the fields
  ['30, 5, *, *, 1', '30 5 * * 1', /separate the fields by blanks/],
  ['0 9 * * mon, wed', '0 9 * * mon,wed', /blanks around commas/],
  ['\u00a00 9 * * 1\u20135', '0 9 * * 1-5', /typographic or invisible/],
  ['0 9 * * TUES', '0 9 * * TUE'],
  ['0 12 * * sat-sun', '0 12 * * SAT,SUN', /write "SAT,SUN"/],
  ['0 0 1 NOV-FEB *', '0 0 1 NOV-DEC,JAN-FEB *', /write "NOV-DEC,JAN-FEB"/],
  ['0 17-2/3 * * *', '0 17-23/3,2 * * *', /write "17-23\/3,2"/],
  ['50-10/5 * * * *', '50,55,0-10/5 * * * *'],
  ['0 0 25-5 * *', '0 0 25-31,1-5 * *'],
  ['5 12 */100,1-7 * 1', '5 12 * * 1#1', /1#1/],
];

it.each(equivalents)('%j is refused with %j', (expression, expected, message = /./) => {
  const error = refusal(expression);
  const suggestion = typeof expected === 'string' ? { cron_expression: expected } : expected;
  expect(error).toMatchObject({ field: 'cron_expression', message: expect.stringMatching(message) });
  expect(error.suggestion).toEqual(suggestion);
  const { starts_at, ends_at, specific_time, ...rest } = suggestion;
  const merged = {
    ...cronFields(expression),
    ...rest,
    starts_at: starts_at ? at(starts_at) : null,
    ends_at: ends_at ? at(ends_at) : null,
    specific_time: specific_time ? at(specific_time) : null,
  };
  expect(nextOccurrence(parseSchedule(merged), at('2026-11-29T00:00:00Z'))).not.toBeNull();
});

it.each<[string, RegExp]>([
  ['0 12 ? * 2', /"0 12 \* \* MON" if it counts from Sunday = 1.*"0 12 \* \* 2" if it does not/],
  ['0 15 10 ? * MON 2027/2', /starts_at and ends_at cannot express "2027\/2"/],
  ['H H H * *', /choose a value/],
  ['@every 90s', /whole minutes/],
  ['@reboot', /not a time/],
  ['0 9 * * *\n0 10 * * *', /a job for each line/],
  ['Mon *-*-13 09:00', /cannot express its days/],
])('%j is explained without a suggestion', (expression, message) => {
  const error = refusal(expression);
  expect(error.message).toMatch(message);
  expect(error.suggestion).toBeUndefined();
});

test('local times and years are those of the time zone', () => {
  expect(refusal('at(2027-05-01T09:00:00)', 'Europe/Berlin').suggestion).toMatchObject({
    specific_time: '2027-05-01T07:00:00Z',
  });
  expect(refusal('0 0 9 ? * MON 2027', 'Europe/Berlin').suggestion).toMatchObject({
    starts_at: '2026-12-31T23:00:00Z',
    ends_at: '2027-12-31T22:59:59.999Z',
  });
});

it.each([
  '* ',
  '"',
  '0 9 * * * # ',
  'H(',
  '1,',
  ' - ',
  '@every 1h',
  'CRON_TZ=UTC ',
  '?',
  '\n',
  'a/b ',
])('long text of %j is refused, without a search that never ends', (part) => {
  for (const text of [part.repeat(1_000 / part.length), part.repeat(100_000)]) {
    expect(refusal(text).field).toBe('cron_expression');
  }
});
