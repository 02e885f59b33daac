// Tests the exact text of schedule descriptions.

import { describe, expect, it } from 'vitest';
import { describeSchedule } from './describe.ts';
import { at, cronFields, fieldsOf } from './test-fields.ts';

describe('cron', () => {
  it.each([
    ['* * * * *', 'Every minute'],
    ['*/1 0-23 * * *', 'Every minute'],
    ['*/5 * * * *', 'Every 5 minutes'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['0,15,30,45 * * * *', 'Every 15 minutes'],
    ['5/15 * * * *', 'Every 15 minutes, at :05, :20, :35 and :50 past the hour'],
    ['2/5 * * * *', 'Every 5 minutes, starting at :02 past the hour'],
    [
      '*/7 * * * *',
      'Every 7 minutes from :00 to :56 past the hour (the last gap of each hour is 4 minutes), UTC',
    ],
    ['*/45 * * * *', 'Every hour at :00 and :45, UTC'],
    ['0-30/3 * * * *', 'Every 3 minutes from :00 to :30 past the hour, UTC'],
    ['0 * * * *', 'Every hour at :00, UTC'],
    ['@hourly', 'Every hour at :00, UTC'],
    ['5 * * * *', 'Every hour at :05, UTC'],
    ['0,20,45 * * * *', 'Every hour at :00, :20 and :45, UTC'],
    ['1,3-9,40 * * * *', 'Every hour at :01, :03 to :09 and :40, UTC'],
    ['* * * * * *', 'Every second'],
    ['*/10 * * * * *', 'Every 10 seconds'],
    ['*/7 * * * * *', 'At every 7th second from 0 to 56 of every minute'],
    ['30 * * * * *', 'Every minute at second 30'],
    ['30 */5 * * * *', 'Every 5 minutes at second 30'],
    ['5,10 0 9 * * *', 'At seconds 5 and 10 of the minute 09:00 every day, UTC'],
    ['* 0,1 9-10 * * *', 'Every second of the minutes 09:00, 09:01, 10:00 and 10:01 every day, UTC'],
    ['*/20 5 * * * *', 'Every 20 seconds of minute :05 past the hour, UTC'],
    ['* * 9-17 * * *', 'Every second between 09:00:00 and 17:59:59 every day, UTC'],
    ['30 0 9 * * *', 'At 09:00:30 every day, UTC'],
    ['0 9 * * *', 'At 09:00 every day, UTC'],
    ['@daily', 'At 00:00 every day, UTC'],
    ['0,30 9,17 * * *', 'At 09:00, 09:30, 17:00 and 17:30 every day, UTC'],
    ['0 9 * * 1-5', 'At 09:00 on Monday to Friday, UTC'],
    ['0 9 * * MON,wed,fri', 'At 09:00 on Monday, Wednesday and Friday, UTC'],
    ['0 9 * * 0,6', 'At 09:00 on Saturday and Sunday, UTC'],
    ['0 9 * * 7', 'At 09:00 every Sunday, UTC'],
    ['@weekly', 'At 00:00 every Sunday, UTC'],
    ['0 9 * * 0-6', 'At 09:00 every day, UTC'],
    ['0 9-17 * * 1-5', 'Every hour from 09:00 to 17:00 on Monday to Friday, UTC'],
    ['30 9-17 * * *', 'Every hour from 09:30 to 17:30 every day, UTC'],
    ['0 */2 * * *', 'Every 2 hours from 00:00 to 22:00 every day, UTC'],
    ['30 */6 * * *', 'Every 6 hours, at 00:30, 06:30, 12:30 and 18:30 every day, UTC'],
    ['0 */5 * * *', 'Every 5 hours from 00:00 to 20:00 every day, UTC'],
    ['0 */12 * * *', 'At 00:00 and 12:00 every day, UTC'],
    ['15 8-18/2 * * *', 'Every 2 hours from 08:15 to 18:15 every day, UTC'],
    ['*/15 9-17 * * 1-5', 'Every 15 minutes between 09:00 and 17:59 on Monday to Friday, UTC'],
    ['5/15 9-17 * * *', 'Every 15 minutes from 09:05 to 17:50 every day, UTC'],
    [
      '*/7 9-17 * * *',
      'Every 7 minutes from :00 to :56 past the hour, between 09:00 and 17:59 every day, UTC',
    ],
    ['* 9 * * *', 'Every minute between 09:00 and 09:59 every day, UTC'],
    ['0 0-5,22-23 * * *', 'At 00:00, 01:00, 02:00, 03:00, 04:00, 05:00, 22:00 and 23:00 every day, UTC'],
    [
      '*/10 0-5,22-23 * * *',
      'Every 10 minutes between 00:00 and 05:59 and between 22:00 and 23:59 every day, UTC',
    ],
    ['*/20 1,3,5,9 * * *', 'Every 20 minutes during hours 01, 03, 05 and 09 every day, UTC'],
    [
      '1,2,10-20 3,5,7,9,11,20 * * *',
      'At :01, :02 and :10 to :20 past the hour, during hours 03, 05, 07, 09, 11 and 20 every day, UTC',
    ],
    ['0 9 1 * *', 'At 09:00 on the 1st of the month, UTC'],
    ['@monthly', 'At 00:00 on the 1st of the month, UTC'],
    ['0 9 1,15 * *', 'At 09:00 on the 1st and the 15th of the month, UTC'],
    [
      '0 9 1-7,15,20-28/2 * *',
      'At 09:00 on the 1st to the 7th, 15th and every 2nd day from the 20th to the 28th of the month, UTC',
    ],
    ['0 9 */2 * *', 'At 09:00 on every 2nd day from the 1st to the 31st of the month, UTC'],
    ['0 9 1,4,6,9,12 * *', 'At 09:00 on the 1st, 4th, 6th, 9th and 12th of the month, UTC'],
    ['0 9 L * *', 'At 09:00 on the last day of the month, UTC'],
    ['0 9 L-3 * *', 'At 09:00 on the 3rd day before the last day of the month, UTC'],
    ['0 9 LW * *', 'At 09:00 on the last working day (Monday to Friday) of the month, UTC'],
    ['0 9 15W * *', 'At 09:00 on the working day (Monday to Friday) nearest the 15th of the month, UTC'],
    [
      '0 9 1,L,15W,L-3W 6 *',
      'At 09:00 on the 1st, on the working day (Monday to Friday) nearest the 15th, on the working day nearest the 3rd day before the last day and on the last day of June, UTC',
    ],
    ['0 9 * * 5L', 'At 09:00 on the last Friday of the month, UTC'],
    ['0 9 * * 5#3', 'At 09:00 on the third Friday of the month, UTC'],
    ['0 9 * * 1#1,1#3', 'At 09:00 on the first and third Monday of the month, UTC'],
    [
      '0 9 * * 1,1#2,5#1,5L,6L,FRI#1',
      'At 09:00 on every Monday, on the first and last Friday and on the last Saturday of the month, UTC',
    ],
    ['0 9 * 6 1#1', 'At 09:00 on the first Monday of June, UTC'],
    ['0 9 * 6 MON,5L', 'At 09:00 on every Monday and on the last Friday of the month, in June, UTC'],
    [
      '30 2 1,15 * MON',
      'At 02:30 on the 1st and the 15th of the month, and on every Monday (either counts), UTC',
    ],
    [
      '30 2 L 6-8 1-5',
      'At 02:30 on the last day of the month, and on Monday to Friday (either counts), in June to August, UTC',
    ],
    [
      '0 0 */2 * MON',
      'At 00:00 on every 2nd day from the 1st to the 31st of the month, and on every Monday (either counts), UTC',
    ],
    ['0 0 1-31 * MON', 'At 00:00 every day, UTC'],
    ['0 0 15 * 0-6', 'At 00:00 every day, UTC'],
    ['@yearly', 'At 00:00 on 1 January every year, UTC'],
    ['0 0 29 2 *', 'At 00:00 on 29 February in leap years, UTC'],
    ['0 0 28,29 2 *', 'At 00:00 on 28 and 29 February, UTC'],
    [
      '0 0 31 2 MON',
      'At 00:00 on the 31st of the month, and on every Monday (either counts), in February, UTC',
    ],
    ['0 0 1 */3 *', 'At 00:00 on the 1st of January, April, July and October, UTC'],
    ['0 0 * JAN,DEC *', 'At 00:00 every day in January and December, UTC'],
    ['*/5 * * 6 *', 'Every 5 minutes in June, UTC'],
    ['0 0 1 1-5,7-12 *', 'At 00:00 on the 1st of every month but June, UTC'],
  ])('%s: %s', (expression, text) => {
    expect(describeSchedule(cronFields(expression))).toBe(text);
  });

  const workdays = cronFields('0 9 * * 1-5', 'Europe/Berlin');

  it('names the zone if it matters', () => {
    expect(describeSchedule(workdays)).toBe('At 09:00 on Monday to Friday, Europe/Berlin time');
    expect(describeSchedule(cronFields('5 * * * *', 'Asia/Kathmandu'))).toBe(
      'Every hour at :05, Asia/Kathmandu time',
    );
    expect(describeSchedule(cronFields('*/15 * * * *', 'Asia/Kathmandu'))).toBe('Every 15 minutes');
    expect(describeSchedule(cronFields('*/30 * * * *', 'Asia/Kathmandu'))).toBe(
      'Every 30 minutes, Asia/Kathmandu time',
    );
  });

  it('adds bounds and days off', () => {
    expect(
      describeSchedule({
        ...workdays,
        starts_at: at('2027-05-31T22:00:00Z'),
        ends_at: at('2027-12-31T22:59:59Z'),
        exclude: ['2027-08-02', '2027-08-09', '2027-08-10'],
      }),
    ).toBe(
      'At 09:00 on Monday to Friday, Europe/Berlin time, from 1 June 2027 at 00:00 until 31 December 2027 at 23:59:59, except on 2 days or ranges of days',
    );
    expect(
      describeSchedule({
        ...cronFields('* * * * *', 'Europe/Berlin'),
        exclude: ['2027-12-24', '2027-12-31'],
      }),
    ).toBe('Every minute, Europe/Berlin time, except on 2 days');
    expect(describeSchedule({ ...workdays, exclude: ['2027-12-24'] })).toBe(
      'At 09:00 on Monday to Friday, Europe/Berlin time, except on 24 December 2027',
    );
    expect(describeSchedule({ ...workdays, exclude: [{ from: '2027-12-24', to: '2028-01-02' }] })).toBe(
      'At 09:00 on Monday to Friday, Europe/Berlin time, except from 24 December 2027 to 2 January 2028',
    );
  });
});

describe('recurring', () => {
  const createdAt = at('2026-01-31T10:11:12.500Z');
  it.each([
    ['minute', 1, null, 'UTC', 'Every minute, counted from its creation'],
    ['minute', 15, null, 'Europe/Berlin', 'Every 15 minutes, counted from its creation'],
    ['hour', 6, '2026-06-01T10:00Z', 'UTC', 'Every 6 hours from 1 June 2026 at 10:00 UTC'],
    ['day', 1, null, 'Europe/Berlin', 'Every day at 11:11:12, Europe/Berlin time'],
    ['day', 3, null, 'UTC', 'Every 3 days at 10:11:12, UTC, counted from 31 January 2026'],
    ['week', 1, null, 'UTC', 'Every week on Saturday at 10:11:12, UTC'],
    ['week', 2, '2026-06-01T10:00Z', 'UTC', 'Every 2 weeks from Monday, 1 June 2026 at 10:00 UTC'],
    ['month', 1, '2026-01-28T10:00Z', 'UTC', 'Every month from 28 January 2026 at 10:00 UTC'],
    [
      'month',
      1,
      '2026-01-31T09:00Z',
      'Europe/Berlin',
      'Every month from 31 January 2026 at 10:00, Europe/Berlin time, on the last day of months that are shorter',
    ],
    [
      'month',
      1,
      null,
      'UTC',
      'Every month on the 31st at 10:11:12, UTC, on the last day of months that are shorter',
    ],
    ['month', 12, '2026-01-31T10:00Z', 'UTC', 'Every 12 months from 31 January 2026 at 10:00 UTC'],
    ['year', 1, null, 'UTC', 'Every year on 31 January at 10:11:12, UTC'],
    [
      'year',
      1,
      '2024-02-29T10:00Z',
      'UTC',
      'Every year from 29 February 2024 at 10:00 UTC, on 28 February in years without a 29th',
    ],
  ] as const)('%s %i from %s in %s', (interval, intervalValue, start, timezone, text) => {
    const startsAt = start === null ? null : at(start);
    const fields = {
      interval,
      interval_value: intervalValue,
      starts_at: startsAt,
      timezone,
      created_at: createdAt,
    };
    expect(describeSchedule(fieldsOf({ schedule_type: 'recurring', ...fields }))).toBe(text);
  });

  it('names the zone of bounds', () => {
    expect(
      describeSchedule(
        fieldsOf({
          schedule_type: 'recurring',
          interval: 'minute',
          interval_value: 90,
          timezone: 'Europe/Berlin',
          ends_at: at('2026-10-25T01:30:00Z'),
          exclude: ['2026-05-01'],
        }),
      ),
    ).toBe(
      'Every 90 minutes, counted from its creation, Europe/Berlin time, until 25 October 2026 at 02:30 (UTC+01:00), except on 1 May 2026',
    );
  });
});

describe('specific time', () => {
  const specificTime = at('2027-06-05T12:00:00Z');
  const once = fieldsOf({ schedule_type: 'specific_time', specific_time: specificTime });

  it('names the local time in its zone', () => {
    expect(describeSchedule(once)).toBe('Once, on 5 June 2027 at 12:00:00 UTC');
    expect(describeSchedule({ ...once, timezone: 'Europe/Berlin' })).toBe(
      'Once, on 5 June 2027 at 14:00:00, Europe/Berlin time',
    );
  });

  it('says if bounds or days off exclude the time', () => {
    const never = 'Once, on 5 June 2027 at 12:00:00 UTC, but excluded by its bounds or days off';
    expect(describeSchedule({ ...once, exclude: ['2027-06-05'] })).toBe(never);
    expect(describeSchedule({ ...once, ends_at: at('2027-01-01T00:00:00Z') })).toBe(never);
  });
});

it('refuses an invalid expression', () => {
  expect(() => describeSchedule(cronFields('61 * * * *'))).toThrow(
    expect.objectContaining({ field: 'cron_expression' }),
  );
});
