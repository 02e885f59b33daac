// Tests the exact texts of all warnings except those about clock changes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule, type ScheduleFields } from './schedule.ts';
import { at, cronFields, fieldsOf } from './test-fields.ts';
import { warn, warningTexts } from './test-warnings.ts';

describe('no warning', () => {
  it.each([
    ['* * * * *', 'Europe/Berlin'],
    ['0 * * * *', 'Europe/Berlin'],
    ['*/15 * * * *', 'Australia/Lord_Howe'],
    ['0 0-23 * * *', 'UTC'],
    ['0 9 * * 1-5', 'Europe/Berlin'],
    ['0/15 9-17 * * 1-5', 'America/New_York'],
    ['0 3 * * *', 'Europe/Berlin'],
    ['30 2 * * *', 'UTC'],
    ['30 2 * * *', 'Asia/Kolkata'],
    ['30 2 15 * *', 'Europe/Berlin'],
    ['*/7 9 * * *', 'UTC'],
    ['0 */5 * * 1', 'UTC'],
    ['0-30/10 * * * *', 'UTC'],
    ['0,45 * * * *', 'UTC'],
    ['0 9-17/3 * * *', 'UTC'],
    ['0 0 28-31 * *', 'UTC'],
    ['0 0 31,L * *', 'UTC'],
    ['0 0 31 1,3 *', 'UTC'],
    ['0 0 28,29,30,31 * *', 'UTC'],
  ])('%s in %s', (expression, zone) => {
    expect(warningTexts(cronFields(expression, zone))).toEqual([]);
  });

  it('for a specific time, an exact interval, or an ended schedule', () => {
    const berlin = { timezone: 'Europe/Berlin', starts_at: at('2024-01-31T01:30:00Z') };
    const hourly = { interval: 'hour', interval_value: 1 } as const;
    expect(warningTexts(fieldsOf({ schedule_type: 'recurring', ...hourly, ...berlin }))).toEqual([]);
    expect(
      warningTexts(fieldsOf({ schedule_type: 'specific_time', specific_time: at('2031-01-01T00:00Z') })),
    ).toEqual([]);
    expect(warningTexts({ ...cronFields('*/7 * * * *'), ends_at: at('2024-12-02T00:00Z') })).toEqual([]);
  });
});

describe('about the expression', () => {
  it.each([
    [
      '*/7 * * * *',
      'uneven_step: "*/7" in the minute field restarts every hour: the gap from :56 to :00 is 4 minutes instead of 7. Use a recurring schedule of 7 minutes for equal gaps.',
    ],
    [
      '*/7 9-17 * * *',
      'uneven_step: "*/7" in the minute field restarts every hour: the gap from :56 to :00 is 4 minutes instead of 7.',
    ],
    [
      '0/45 * * * *',
      'uneven_step: "0/45" in the minute field restarts every hour: the gap from :45 to :00 is 15 minutes instead of 45. Use a recurring schedule of 45 minutes for equal gaps.',
    ],
    [
      '*/7 * * * * *',
      'uneven_step: "*/7" in the second field restarts every minute: the gap from :56 to :00 is 4 seconds instead of 7.',
    ],
    [
      '0 */5 * * *',
      'uneven_step: "*/5" in the hour field restarts every day: the gap from 20:00 to 00:00 is 4 hours instead of 5. Use a recurring schedule of 5 hours for equal gaps.',
    ],
    [
      '0 0 */2 * *',
      'uneven_step: "*/2" in the day-of-month field restarts every month: in a month of 31 days, the gap from the 31st to the 1st is 1 day instead of 2. Use a recurring schedule of 2 days for equal gaps.',
    ],
    [
      '0 0 2/10 * *',
      'uneven_step: "2/10" in the day-of-month field restarts every month: in a month of 31 days, the gap from the 22nd to the 2nd is 11 days instead of 10. Use a recurring schedule of 10 days for equal gaps.',
    ],
    [
      '0 0 1 */5 *',
      'uneven_step: "*/5" in the month field restarts every year: the gap from November to January is 2 months instead of 5. Use a recurring schedule of 5 months for equal gaps.',
    ],
    [
      '0 0 * * */2',
      'uneven_step: "*/2" in the day-of-week field restarts every week: the gap from Saturday to Sunday is 1 day instead of 2. Use a recurring schedule of 2 days for equal gaps.',
    ],
    [
      '*/25 */5 * * *',
      'uneven_step: "*/5" in the hour field restarts every day: the gap from 20:00 to 00:00 is 4 hours instead of 5.',
    ],
    [
      '0 9 1,15 * 1',
      'either_day: Day-of-month and day-of-week are both restricted, so the job runs on days that match either field: on the 1st and the 15th of the month, and also on every Monday. Write * in one of the two fields to use only the other.',
    ],
    [
      '0 9 L * 5#2,MON',
      'either_day: Day-of-month and day-of-week are both restricted, so the job runs on days that match either field: on the last day of the month, and also on every Monday and on the second Friday of the month. Write * in one of the two fields to use only the other.',
    ],
    [
      '0 9 1-31 * 1',
      'either_day: Day-of-month and day-of-week are both restricted, so the job runs on days that match either field: on every day. Write * in one of the two fields to use only the other.',
    ],
    [
      '0 0 */2 * MON',
      'either_day: Day-of-month and day-of-week are both restricted, so the job runs on days that match either field: on every 2nd day from the 1st to the 31st of the month, and also on every Monday. Write * in one of the two fields to use only the other.',
    ],
    [
      '0 0 31 * *',
      'skips_months: February, April, June, September and November have no 31st: the job runs in 7 months only. Write L for the last day of every month.',
    ],
    [
      '0 0 30 * *',
      'skips_months: February has no 30th: the job runs in 11 months only. Write L for the last day of every month.',
    ],
    [
      '0 0 29 * *',
      'skips_months: February has a 29th in leap years only: in other years the job runs in 11 months only. Write L for the last day of every month.',
    ],
    [
      '0 0 1,31 * *',
      'skips_months: February, April, June, September and November have no 31st: the job skips that date. Write L for the last day of every month.',
    ],
    [
      '0 0 31W * *',
      'skips_months: February, April, June, September and November have no 31st: the job runs in 7 months only. Write LW for the last working day of every month.',
    ],
    [
      '0 0 31 1,4 *',
      'skips_months: April has no 31st: the job runs in 1 month only. Write L for the last day of the month.',
    ],
    [
      '0 0 29 2 *',
      'skips_months: February has a 29th in leap years only: in other years the job does not run. Write L for the last day of the month.',
      'rare 2028-02-29T00:00:00Z: The next occurrence is more than a year away: 29 February 2028 at 00:00 UTC.',
    ],
    [
      '0 0 * 2 1#5',
      'rare 2044-02-29T00:00:00Z: The next occurrence is more than a year away: 29 February 2044 at 00:00 UTC.',
    ],
  ] as const)('%s', (expression, ...messages) => {
    expect(warningTexts(cronFields(expression))).toEqual(messages);
  });

  it('a late start alone is not rare', () => {
    expect(warningTexts({ ...cronFields('0 9 * * *'), starts_at: at('2030-01-01T00:00:00Z') })).toEqual([]);
  });
});

describe('about intervals', () => {
  it.each([
    [
      1,
      'day',
      '2024-12-01T01:30:00Z',
      'shifted 2025-03-30T01:00:00Z: On 30 March 2025 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:30 does not exist. The job runs at 03:00 instead.',
      'repeated_time 2025-10-26T00:30:00Z: On 26 October 2025 the clock in Europe/Berlin goes back from 03:00 to 02:00, so 02:30 comes twice. The job runs the first time only (UTC+02:00).',
    ],
    [
      1,
      'month',
      '2024-01-31T11:00:00Z',
      'monthly_clamped: The interval counts from the 31st: in shorter months the job runs on the last day, and in all others on the 31st.',
    ],
    [
      12,
      'month',
      '2024-02-29T11:00:00Z',
      'monthly_clamped: The interval counts from 29 February: in years without that day the job runs on 28 February.',
    ],
    [
      10,
      'year',
      '2024-06-01T11:00:00Z',
      'rare 2034-06-01T11:00:00Z: The next occurrence is more than a year away: 1 June 2034 at 13:00, Europe/Berlin time.',
    ],
    [1, 'month', '2024-01-28T11:00:00Z'],
  ] as const)('%i %s from %s', (intervalValue, interval, startsAt, ...messages) => {
    const recurring = {
      schedule_type: 'recurring',
      interval,
      interval_value: intervalValue,
      starts_at: at(startsAt),
    } as const;
    expect(warningTexts(fieldsOf({ ...recurring, timezone: 'Europe/Berlin' }))).toEqual(messages);
  });
});

it('at most ten for any expression', () => {
  const field = (low: number, high: number, ...special: string[]) => {
    const value = fc.integer({ min: low, max: high });
    const step = fc.tuple(
      fc.constantFrom('*', `${low}`, `${low}-${high}`),
      fc.integer({ min: 1, max: high }),
    );
    const one = fc.oneof(
      fc.constantFrom('*', ...special),
      value.map(String),
      step.map((parts) => parts.join('/')),
    );
    return fc.array(one, { minLength: 1, maxLength: 3 }).map((items) => items.join(','));
  };
  const fields = fc.tuple(
    fc.oneof(fc.constant('0'), field(0, 59)),
    field(0, 59),
    field(0, 23),
    field(1, 31, 'L', '31W', 'L-3'),
    field(1, 12),
    field(0, 7, '5L', '1#5'),
  );
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia');
  const starts = fc.integer({ min: Date.parse('0001-01-01T00:00Z'), max: Date.parse('9999-12-01T00:00Z') });
  let warned = 0;
  fc.assert(
    fc.property(fields, zones, fc.oneof(starts, fc.constant(1_300_000_000_000)), (parts, zone, start) => {
      const schedule = cronFields(parts.join(' '), zone);
      fc.pre(parses(schedule));
      const warnings = warn(schedule, Temporal.Instant.fromEpochMilliseconds(start));
      warned += warnings.length;
      expect(warnings.length).toBeLessThanOrEqual(10);
      for (const { message } of warnings) expect(message.length, message).toBeLessThan(800);
    }),
    { numRuns: 1_000 },
  );
  expect(warned).toBeGreaterThan(500);
});

function parses(fields: ScheduleFields): boolean {
  try {
    parseSchedule(fields);
    return true;
  } catch {
    return false;
  }
}

describe('expressions that often mean something else', () => {
  it.each([
    ['* 10 * * *', 'every_minute', '0 10 * * *'],
    ['* */24 * * *', 'every_minute', '0 */24 * * *'],
    ['* 8,20 * * 1-5', 'every_minute', '0 8,20 * * 1-5'],
    ['* 30 9 * * *', 'every_minute', '0 30 9 * * *'],
    ['0 12 * * 1 *', 'year_field', '0 12 * * 1'],
    ['0 0 12 * * 2-6', 'weekday_numbers', '0 12 * * MON-FRI'],
    ['0 15 10 * * 6L', 'weekday_numbers', '15 10 * * FRIL'],
    ['0 15 10 * * 6#3', 'weekday_numbers', '15 10 * * FRI#3'],
    ['30 05 01-07 * 1', 'either_day', '30 05 * * MON#1'],
    ['0 9 15-21 * TUE,THU', 'either_day', '0 9 * * TUE#3,THU#3'],
  ])('%s: %s, suggests %s', (expression, code, suggested) => {
    const warning = warn(cronFields(expression)).find((one) => one.code === code);
    expect(warning?.suggestion).toEqual({ cron_expression: suggested });
    expect(warning?.message).toContain(`"${suggested}"`);
    expect(warn(cronFields(suggested)).some((one) => one.code === code)).toBe(false);
  });

  it.each([
    '* * * * *',
    '* 9-17 * * 1-5',
    '0 0 12 * * *',
    '0 0 9 * * 1-5',
    '0 0 12 * * 0',
    '* * * * * *',
  ])('%s: none', (expression) => {
    expect(warn(cronFields(expression))).toEqual([]);
  });

  it.each([
    ['Etc/GMT+5', /is UTC-05:00: the sign in these names is inverted/],
    ['EST', /is UTC-05:00 all year, without summer time/],
    ['MST', /"America\/Denver"/],
  ])('the time zone %s', (zone, message) => {
    expect(warn(cronFields('0 9 * * *', zone))[0]?.message).toMatch(message);
  });
});
