// Tests that clock changes cause warnings only for schedules that they affect.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleFields } from './schedule.ts';
import { at, cronFields } from './test-fields.ts';
import { FROM, warn, warningTexts } from './test-warnings.ts';

describe('the warning texts', () => {
  it.each([
    [
      '30 2 * * *',
      'Europe/Berlin',
      'shifted 2025-03-30T01:00:00Z: On 30 March 2025 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:30 does not exist. The job runs at 03:00 instead.',
      'repeated_time 2025-10-26T00:30:00Z: On 26 October 2025 the clock in Europe/Berlin goes back from 03:00 to 02:00, so 02:30 comes twice. The job runs the first time only (UTC+02:00).',
    ],
    [
      '0,30 2 * * *',
      'Europe/Berlin',
      'shifted 2025-03-30T01:00:00Z: On 30 March 2025 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:00 and 02:30 do not exist. The job runs once at 03:00 instead.',
      'repeated_time 2025-10-26T00:00:00Z: On 26 October 2025 the clock in Europe/Berlin goes back from 03:00 to 02:00, so 02:00 and 02:30 come twice. The job runs the first time only (UTC+02:00).',
    ],
    [
      '0,30 2,3 * * *',
      'Europe/Berlin',
      'shifted 2025-03-30T01:00:00Z: On 30 March 2025 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:00 and 02:30 do not exist. The job runs once, together with the occurrence at 03:00.',
      'repeated_time 2025-10-26T00:00:00Z: On 26 October 2025 the clock in Europe/Berlin goes back from 03:00 to 02:00, so 02:00 and 02:30 come twice. The job runs the first time only (UTC+02:00).',
    ],
    [
      '0-59 2 * * *',
      'Europe/Berlin',
      'every_minute: The job runs 60 times an hour, every minute of this hour. Write "0 2 * * *" to run it once an hour.',
      'shifted 2025-03-30T01:00:00Z: On 30 March 2025 the clock in Europe/Berlin goes from 02:00 to 03:00, so the times from 02:00 to 02:59 do not exist. The job runs once at 03:00 instead.',
      'repeated_time 2025-10-26T00:00:00Z: On 26 October 2025 the clock in Europe/Berlin goes back from 03:00 to 02:00, so the times from 02:00 to 02:59 come twice. The job runs the first time only (UTC+02:00).',
    ],
    [
      '30 2 * * 0',
      'America/New_York',
      'shifted 2025-03-09T07:00:00Z: On 9 March 2025 the clock in America/New_York goes from 02:00 to 03:00, so 02:30 does not exist. The job runs at 03:00 instead.',
    ],
    [
      '0,30 0-23 * * *',
      'Europe/Berlin',
      'repeated_time 2025-10-26T00:00:00Z: On 26 October 2025 the clock in Europe/Berlin goes back from 03:00 to 02:00, so 02:00 and 02:30 come twice. The job runs the first time only (UTC+02:00).',
    ],
    [
      '15 0-23 * * *',
      'Europe/Berlin',
      'shifted 2025-03-30T01:00:00Z: On 30 March 2025 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:15 does not exist. The job runs at 03:00 instead.',
      'repeated_time 2025-10-26T00:15:00Z: On 26 October 2025 the clock in Europe/Berlin goes back from 03:00 to 02:00, so 02:15 comes twice. The job runs the first time only (UTC+02:00).',
    ],
    [
      '*/30 1 * * *',
      'America/New_York',
      'doubled 2025-11-02T06:00:00Z: On 2 November 2025 the clock in America/New_York goes back from 02:00 to 01:00, so 01:00 and 01:30 come twice. The job runs both times. A cron expression whose minute or hour field starts with * follows elapsed time.',
    ],
    [
      '*/15 2 * * *',
      'America/New_York',
      'skipped 2025-03-09T07:00:00Z: On 9 March 2025 the clock in America/New_York goes from 02:00 to 03:00, so the times from 02:00 to 02:45 do not exist. The job does not run on that day. A cron expression whose minute or hour field starts with * follows elapsed time.',
    ],
    [
      '0 */2 * * *',
      'Europe/Berlin',
      'skipped 2025-03-30T01:00:00Z: On 30 March 2025 the clock in Europe/Berlin goes from 02:00 to 03:00, so 02:00 does not exist. The job does not run at this time. A cron expression whose minute or hour field starts with * follows elapsed time.',
      'doubled 2025-10-26T01:00:00Z: On 26 October 2025 the clock in Europe/Berlin goes back from 03:00 to 02:00, so 02:00 comes twice. The job runs both times. A cron expression whose minute or hour field starts with * follows elapsed time.',
    ],
    [
      '* 0-5 * * *',
      'America/New_York',
      'doubled 2025-11-02T06:00:00Z: On 2 November 2025 the clock in America/New_York goes back from 02:00 to 01:00, so the times from 01:00 to 01:59 come twice. The job runs both times. A cron expression whose minute or hour field starts with * follows elapsed time.',
    ],
    [
      '15 * * * *',
      'Australia/Lord_Howe',
      'skipped 2025-10-04T15:30:00Z: On 5 October 2025 the clock in Australia/Lord_Howe goes from 02:00 to 02:30, so 02:15 does not exist. The job does not run at this time. A cron expression whose minute or hour field starts with * follows elapsed time.',
    ],
    [
      '30 23 * * *',
      'Africa/Cairo',
      'repeated_time 2025-10-30T20:30:00Z: On 30 October 2025 the clock in Africa/Cairo goes back from 00:00 on 31 October 2025 to 23:00, so 23:30 comes twice. The job runs the first time only (UTC+03:00).',
    ],
    [
      '0 0 * * *',
      'Africa/Cairo',
      'shifted 2025-04-24T22:00:00Z: On 25 April 2025 the clock in Africa/Cairo goes from 00:00 to 01:00, so 00:00 does not exist. The job runs at 01:00 instead.',
    ],
  ] as const)('%s in %s', (expression, zone, ...messages) => {
    expect(warningTexts(cronFields(expression, zone))).toEqual(messages);
  });

  const nightly = cronFields('30 2 * * *', 'Europe/Berlin');
  const codes = (fields: ScheduleFields, from = FROM) => warn(fields, from).map(({ code }) => code);

  it('a day that the clock skips completely', () => {
    expect(warningTexts(cronFields('0 9 * * *', 'Pacific/Apia'), at('2011-12-01T00:00:00Z'))).toEqual([
      'shifted 2011-12-30T10:00:00Z: On 30 December 2011 the clock in Pacific/Apia goes from 00:00 to 00:00 on 31 December 2011, so 09:00 does not exist. The job runs at 00:00 on 31 December 2011 instead.',
    ]);
  });

  it('only within the bounds, and not on days off', () => {
    expect(codes(nightly)).toEqual(['shifted', 'repeated_time']);
    expect(codes({ ...nightly, starts_at: at('2025-04-01T00:00:00Z') })).toEqual([
      'repeated_time',
      'shifted',
    ]);
    expect(codes({ ...nightly, ends_at: at('2025-10-01T00:00:00Z') })).toEqual(['shifted']);
    expect(codes({ ...nightly, exclude: ['2025-03-30'] })).toEqual(['repeated_time']);
    expect(codes({ ...nightly, exclude: ['2025-03-30', { from: '2025-10-25', to: '2025-10-27' }] })).toEqual(
      [],
    );
    const skipped = cronFields('*/15 2 * * *', 'Europe/Berlin');
    expect(codes(skipped)).toEqual(['skipped', 'doubled']);
    expect(codes({ ...skipped, exclude: ['2025-03-30', '2025-10-26'] })).toEqual([]);
  });

  it('only within 400 days', () => {
    expect(codes(nightly, at('2025-03-30T00:59:59Z'))).toEqual(['shifted', 'repeated_time']);
    expect(warn(nightly, at('2025-03-30T01:00:00Z')).map(({ at }) => at?.toString())).toEqual([
      '2025-10-26T00:30:00Z',
      '2026-03-29T01:00:00Z',
    ]);
  });
});

interface Change {
  low: number;
  high: number;
  isGap: boolean;
}

/** The clock changes after FROM, with local times in minutes since 1970. */
function changesOf(zone: string): Change[] {
  const changes: Change[] = [];
  const end = FROM.add({ hours: 400 * 24 });
  let time = FROM.toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  while (time && Temporal.Instant.compare(time.toInstant(), end) <= 0) {
    const local = (offset: number) => time!.epochMilliseconds / 60_000 + offset / 6e10;
    const before = local(time.subtract({ nanoseconds: 1 }).offsetNanoseconds);
    const after = local(time.offsetNanoseconds);
    changes.push({ low: Math.min(before, after), high: Math.max(before, after), isGap: after > before });
    time = time.getTimeZoneTransition('next');
  }
  return changes;
}

describe.each([
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Cairo',
  'America/Havana',
])('in %s', (zone) => {
  const changes = changesOf(zone);
  const some = (...values: number[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

  it('has clock changes', () => {
    expect(changes.length).toBeGreaterThan(1);
  });

  it.each([
    false,
    true,
  ])('warns about exactly the changes that affect the schedule (elapsed time: %s)', (followsElapsedTime) => {
    fc.assert(
      fc.property(some(0, 10, 15, 30, 45, 59), some(0, 1, 2, 3, 4, 12, 22, 23), (minutes, hours) => {
        if (followsElapsedTime) minutes = minutes.includes(0) ? [0, 30] : [0, 15, 30, 45];
        const text = !followsElapsedTime ? minutes.join(',') : minutes.length === 2 ? '*/30' : '*/15';
        const matches = (minute: number) =>
          minutes.includes(minute % 60) && hours.includes(Math.floor(minute / 60) % 24);
        const anyOf = (low: number, high: number) => {
          for (let minute = low; minute < high; minute++) if (matches(minute)) return true;
          return false;
        };
        const expected = new Set<string>();
        let mayBeSkipped = false;
        for (const { low, high, isGap } of changes) {
          if (!anyOf(low, high)) continue;
          const midnight = Math.floor(low / 1_440) * 1_440;
          const nextMidnight = Math.ceil(high / 1_440) * 1_440;
          if (!followsElapsedTime) expected.add(isGap ? 'shifted' : 'repeated_time');
          else if (!isGap) expected.add('doubled');
          else if (!anyOf(midnight, low) && !anyOf(high, nextMidnight + 60)) expected.add('skipped');
          else mayBeSkipped = true;
        }
        const found = new Set<string>(
          warn(cronFields(`${text} ${hours} * * *`, zone)).map(({ code }) => code),
        );
        if (mayBeSkipped && !expected.has('skipped')) found.delete('skipped');
        expect(found).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});
