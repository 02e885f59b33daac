// Tests that unknown time zones are refused with the zone that is meant.

import { expect, it } from 'vitest';
import { ScheduleError } from '../schedule-error.ts';
import { parseZone } from '../zone.ts';

function refusal(name: string): ScheduleError {
  try {
    parseZone(name);
  } catch (error) {
    if (error instanceof ScheduleError) return error;
    throw error;
  }
  throw new Error(`${name} is accepted`);
}

it.each([
  ['China Standard Time', 'Asia/Shanghai', /is a Windows name; write "Asia\/Shanghai"/],
  ['w. europe standard time', 'Europe/Berlin', /Windows/],
  ['Central European Time', 'Europe/Berlin', /did you mean/],
  ['Pacific Daylight Time', 'America/Los_Angeles', /did you mean/],
  ['Eastern Time (US & Canada)', 'America/New_York', /did you mean/],
  ['PST', 'America/Los_Angeles', /did you mean/],
  ['America/New York', 'America/New_York', /did you mean "America\/New_York"/],
  ['Europe/Berlin ', 'Europe/Berlin', /did you mean/],
  ['europe/berlin', 'Europe/Berlin', /did you mean/],
  ['Europe/Berln', 'Europe/Berlin', /did you mean/],
  ['Amercia/Chicago', 'America/Chicago', /did you mean/],
  ['Asia/Kolkatta', 'Asia/Kolkata', /did you mean/],
  ['Asia/Beijing', 'Asia/Shanghai', /did you mean/],
  ['São Paulo', 'America/Sao_Paulo', /did you mean/],
  ['New York', 'America/New_York', /did you mean/],
  ['+02:00', 'Etc/GMT-2', /offset.*summer time.*sign in Etc\/GMT is inverted/],
  ['UTC-5', 'Etc/GMT+5', /offset/],
  ['+0530', 'Asia/Kolkata', /offset/],
  ['GMT+00:00', 'UTC', /offset/],
  ['Z', 'UTC', /did you mean/],
])('%j is refused with %j', (name, zone, message) => {
  const error = refusal(name);
  expect(error).toMatchObject({ field: 'timezone', suggestion: { timezone: zone } });
  expect(error.message).toMatch(message);
  expect(parseZone(zone).name).toBe(zone);
});

it.each([
  ['IST', /"Asia\/Kolkata" or "Europe\/Dublin" or "Asia\/Jerusalem"/],
  ['Local', /depends on the machine/],
  ['+25:00', /offset/],
  ['Mars/Olympus_Mons', /is not an IANA time zone, such as/],
  ['x'.repeat(100_000), /is not an IANA time zone, such as/],
])('%j is refused without a suggestion', (name, message) => {
  const error = refusal(name);
  expect(error.message).toMatch(message);
  expect(error.suggestion).toBeUndefined();
});
