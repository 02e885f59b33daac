// Warnings about unexpected behavior of a schedule.

import { ordinal } from '../text/ordinal.ts';
import { DAY_MS } from './civil.ts';
import { findClockWarnings } from './clock-warnings.ts';
import { findCronWarnings } from './cron-warnings.ts';
import { findClamping } from './describe-interval.ts';
import { findMeaningWarnings, findZoneWarnings } from './meaning-warnings.ts';
import { nextOccurrence, type Schedule, type ScheduleFields } from './schedule.ts';
import type { Warning } from './warning.ts';
import { instantText, zoneText } from './wording.ts';
import { parseZone } from './zone.ts';

export type { Warning } from './warning.ts';

const A_YEAR_MS = 366 * DAY_MS;

/**
 * About ten warnings at most, in a stable order: first those about the schedule itself, then those about clock changes
 * within 400 days after `from` (or `starts_at`, if later), by time. `schedule` is the result of `parseSchedule(fields)`.
 * Empty for a schedule without further occurrences.
 */
export function findWarnings(schedule: Schedule, fields: ScheduleFields, from: Temporal.Instant): Warning[] {
  const next = nextOccurrence(schedule, from);
  if (next === null || schedule.kind === 'specific_time') return [];
  const zone = schedule.kind === 'cron' ? schedule.zone : schedule.recurrence.zone;
  const warnings: Warning[] = [
    ...(schedule.kind === 'cron'
      ? [...findMeaningWarnings(schedule.cron), ...findCronWarnings(schedule.cron)]
      : []),
    ...findZoneWarnings(zone, next.epochMilliseconds),
  ];
  const clamping = schedule.kind === 'recurring' ? findClamping(schedule.recurrence) : undefined;
  if (clamping !== undefined) {
    warnings.push({
      code: 'monthly_clamped',
      message: clamping.onlyLeapDay
        ? 'The interval counts from 29 February: in years without that day the job runs on 28 February.'
        : `The interval counts from the ${ordinal(clamping.day)}: in shorter months the job runs on the last day, and in all others on the ${ordinal(clamping.day)}.`,
      at: null,
    });
  }
  // A late start alone does not make a schedule rare.
  const start = Math.max(from.epochMilliseconds, schedule.earliest);
  if (next.epochMilliseconds - start > A_YEAR_MS) {
    const zone = parseZone(fields.timezone);
    const date = `${instantText(zone, next.epochMilliseconds)}${zoneText(zone, ' UTC')}`;
    warnings.push({
      code: 'rare',
      message: `The next occurrence is more than a year away: ${date}.`,
      at: next,
    });
  }
  return [...warnings, ...findClockWarnings(schedule, start)];
}
