// What may surprise whoever wrote a schedule, in words for people.

import { DAY_MS } from './civil.ts';
import { findClockWarnings } from './clock-warnings.ts';
import { findCronWarnings } from './cron-warnings.ts';
import { findClamping } from './describe-interval.ts';
import { nextOccurrence, type Schedule, type ScheduleFields } from './schedule.ts';
import type { Warning } from './warning.ts';
import { instantText, ordinal, zoneText } from './wording.ts';

import { parseZone } from './zone.ts';

export type { Warning } from './warning.ts';

const A_YEAR_MS = 366 * DAY_MS;

/**
 * At most some ten, in a stable order: what the schedule means first, then the clock changes of the year and a bit that
 * follow `from` (or `starts_at`, if later), in their order. `schedule` is what `parseSchedule` made of `fields`. None
 * for a schedule of which no occurrence is left.
 */
export function findWarnings(schedule: Schedule, fields: ScheduleFields, from: Temporal.Instant): Warning[] {
  const next = nextOccurrence(schedule, from);
  if (next === null || schedule.kind === 'specific_time') return [];
  const warnings: Warning[] = schedule.kind === 'cron' ? findCronWarnings(schedule.cron) : [];
  const clamping = schedule.kind === 'recurring' ? findClamping(schedule.recurrence) : undefined;
  if (clamping !== undefined) {
    warnings.push({
      code: 'monthly_clamped',
      message: clamping.onlyLeapDay
        ? 'Counted from 29 February: in years without one it occurs on 28 February.'
        : `Counted from the ${ordinal(clamping.day)}: in months that are shorter it occurs on their last day, and on the ${ordinal(clamping.day)} again in those that have one.`,
      at: null,
    });
  }
  // What starts late is not rare for that.
  const start = Math.max(from.epochMilliseconds, schedule.earliest);
  if (next.epochMilliseconds - start > A_YEAR_MS) {
    const zone = parseZone(fields.timezone);
    const date = `${instantText(zone, next.epochMilliseconds)}${zoneText(zone, ' UTC')}`;
    warnings.push({
      code: 'rare',
      message: `More than a year away: the next occurrence is on ${date}.`,
      at: next,
    });
  }
  return [...warnings, ...findClockWarnings(schedule, start)];
}
