// Describes a schedule in one English sentence.

import { DAY_MS } from './civil.ts';
import { type Cron, matchingValues } from './cron-reader.ts';
import type { Calendar } from './days-off.ts';
import { describeDays, isEveryDay } from './describe-days.ts';
import { describeRecurrence } from './describe-interval.ts';
import { describeTimes } from './describe-times.ts';
import { nextOccurrence, parseSchedule, type ScheduleFields } from './schedule.ts';
import { dateText, evenStep, instantText, zoneText } from './wording.ts';
import { parseZone } from './zone.ts';

/**
 * A sentence without a final full stop, usually below 300 and at most 1 000 characters. Built from the parsed schedule,
 * so that it matches the computed occurrences. Throws `ScheduleError` as `parseSchedule` does.
 */
export function describeSchedule(fields: ScheduleFields): string {
  const schedule = parseSchedule(fields);
  const zone = parseZone(fields.timezone);
  const until =
    fields.ends_at === null ? '' : ` until ${instantText(zone, fields.ends_at.epochMilliseconds)}`;
  const except = exceptText(schedule.daysOff);
  const isBounded = fields.starts_at !== null || until !== '' || except !== '';
  switch (schedule.kind) {
    case 'specific_time': {
      const at = `Once, on ${instantText(zone, schedule.at, true)}${zoneText(zone, ' UTC')}`;
      const instant = Temporal.Instant.fromEpochMilliseconds(schedule.at - 1);
      return nextOccurrence(schedule, instant) === null
        ? `${at}, but excluded by its bounds or days off`
        : at;
    }
    case 'cron': {
      const named = isBounded || dependsOnZone(schedule.cron) ? zoneText(zone) : '';
      const from =
        fields.starts_at === null ? '' : ` from ${instantText(zone, fields.starts_at.epochMilliseconds)}`;
      const bounds = from === '' && until === '' ? '' : `,${from}${until}`;
      return `${describeCron(schedule.cron)}${named}${bounds}${except}`;
    }
    case 'recurring': {
      const text = describeRecurrence(schedule.recurrence, isBounded);
      return `${text}${until === '' ? '' : `,${until}`}${except}`;
    }
  }
}

function describeCron(cron: Cron): string {
  const { text, isOfDay } = describeTimes(
    matchingValues(cron.seconds),
    matchingValues(cron.minutes),
    matchingValues(cron.hours),
  );
  return `${text}${describeDays(cron, isOfDay)}`;
}

/** Every UTC offset is a multiple of 15 minutes: every 5 or 15 minutes is the same in all zones, every hour is not. */
function dependsOnZone(cron: Cron): boolean {
  const minutes = matchingValues(cron.minutes);
  const step = evenStep(minutes, 60) ?? 60;
  return (
    15 % step !== 0 ||
    matchingValues(cron.hours).length < 24 ||
    matchingValues(cron.months).length < 12 ||
    !isEveryDay(cron)
  );
}

function exceptText(daysOff: Calendar | null): string {
  const ranges = daysOff?.ranges ?? [];
  const [only] = ranges;
  if (only === undefined) return '';
  const first = dateText(only.first * DAY_MS);
  if (ranges.length === 1) {
    return only.first === only.last
      ? `, except on ${first}`
      : `, except from ${first} to ${dateText(only.last * DAY_MS)}`;
  }
  const single = ranges.every((range) => range.first === range.last);
  return `, except on ${ranges.length} days${single ? '' : ' or ranges of days'}`;
}
