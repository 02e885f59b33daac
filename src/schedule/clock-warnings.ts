// Warnings about clock changes that affect a schedule within the next 400 days.

import { DAY_MS, HOUR_MS, MINUTE_MS } from './civil.ts';
import { type Cron, matchingValues } from './cron-reader.ts';
import { skipDaysOff } from './days-off.ts';
import { INTERVALS } from './interval.ts';
import { latestOccurrence, nextOccurrence, type Schedule } from './schedule.ts';
import type { Warning } from './warning.ts';
import { dateText, join, offsetText, timeText } from './wording.ts';
import { parseZone, segmentAt, type Zone } from './zone.ts';

const AHEAD_MS = 400 * DAY_MS;
// Some zones change the clock four times a year. This limits the number of changes that are examined.
const MAX_CHANGES = 8;

/** An offset change at `at` (epoch ms). The clock skips or repeats local times from `low` (inclusive) to `high`. */
interface Change {
  at: number;
  before: number;
  after: number;
  low: number;
  high: number;
}

type ZonedSchedule = Exclude<Schedule, { kind: 'specific_time' }>;

/** The first warning of each kind after `start` (epoch ms), in order. Computes occurrences only around clock changes. */
export function findClockWarnings(schedule: ZonedSchedule, start: number): Warning[] {
  if (schedule.kind === 'recurring' && INTERVALS[schedule.recurrence.interval].unit === 'ms') return [];
  const zone = schedule.kind === 'cron' ? schedule.zone : schedule.recurrence.zone;
  const onClock = withoutClockChanges(schedule);
  const warnings: Warning[] = [];
  for (const change of findChanges(zone, start, Math.min(start + AHEAD_MS, schedule.latest))) {
    const first = nextMs(onClock, change.low - 1);
    if (first >= change.high) continue;
    const followsElapsedTime = schedule.kind === 'cron' && schedule.cron.followsElapsedTime;
    const find =
      change.after > change.before
        ? followsElapsedTime
          ? findSkipped
          : findShifted
        : followsElapsedTime
          ? findDoubled
          : findRepeated;
    const warning = find({ schedule, onClock, zone, change, first });
    if (warning !== undefined && warnings.every(({ code }) => code !== warning.code)) warnings.push(warning);
  }
  return warnings;
}

interface AffectedSchedule {
  schedule: ZonedSchedule;
  /** The same schedule on a clock that never changes. Its instants are local times. */
  onClock: Schedule;
  zone: Zone;
  change: Change;
  /** The first occurrence (local time) within the skipped or repeated times. */
  first: number;
}

/** Fixed times in a gap: they run once, together, at the end of the gap. */
function findShifted({ schedule, onClock, zone, change, first }: AffectedSchedule): Warning | undefined {
  if (!occursAt(schedule, change.at)) return undefined;
  const { text, isOne } = affectedTimes(onClock, change, first);
  const isJoined = nextMs(onClock, change.high - 1) === change.high;
  // An hourly schedule keeps running every hour: no warning.
  if (isJoined && schedule.kind === 'cron' && matchingValues(schedule.cron.hours).length === 24)
    return undefined;
  const end = timeOn(change.high, change.low);
  const effect = isJoined
    ? `The job runs once, together with the occurrence at ${end}`
    : `The job runs${isOne ? '' : ' once'} at ${end} instead`;
  return {
    code: 'shifted',
    message: `${changeText(zone, change)}, so ${text} ${isOne ? 'does' : 'do'} not exist. ${effect}.`,
    at: instant(change.at),
  };
}

/** Fixed times that the clock shows twice: they run the first time only. */
function findRepeated({ schedule, onClock, zone, change, first }: AffectedSchedule): Warning | undefined {
  const at = first - change.before;
  if (!occursAt(schedule, at)) return undefined;
  const { text, isOne } = affectedTimes(onClock, change, first);
  return {
    code: 'repeated_time',
    message: `${changeText(zone, change)}, so ${text} ${isOne ? 'comes' : 'come'} twice. The job runs the first time only (${offsetText(change.before)}).`,
    at: instant(at),
  };
}

/** Times in a gap, for an expression that follows elapsed time: they are skipped. */
function findSkipped({ schedule, onClock, zone, change, first }: AffectedSchedule): Warning | undefined {
  if (schedule.latest < change.at || isDayOff(schedule, change.at) || isDayOff(schedule, change.at - 1)) {
    return undefined;
  }
  // No warning if the elapsed time between two runs stays the same: every minute stays every minute.
  const next = nextMs(onClock, change.high - 1);
  if (next - first <= change.high - change.low) return undefined;
  const { text, isOne } = affectedTimes(onClock, change, first);
  const isWholeDay =
    nextMs(onClock, dayOf(change.low) * DAY_MS - 1) >= change.low &&
    next >= (dayOf(change.high - 1) + 1) * DAY_MS;
  const effect = `The job does not run ${isWholeDay ? 'on that day' : isOne ? 'at this time' : 'at these times'}`;
  return {
    code: 'skipped',
    message: `${changeText(zone, change)}, so ${text} ${isOne ? 'does' : 'do'} not exist. ${effect}. ${ELAPSED_TIME}`,
    at: instant(change.at),
  };
}

/** Times that the clock shows twice, for an expression that follows elapsed time: they run both times. */
function findDoubled({ schedule, onClock, zone, change, first }: AffectedSchedule): Warning | undefined {
  if (schedule.kind === 'cron' && keepsRhythm(schedule.cron, change.high - change.low)) return undefined;
  if (!occursAt(schedule, first - change.before) || !occursAt(schedule, first - change.after))
    return undefined;
  const { text, isOne } = affectedTimes(onClock, change, first);
  return {
    code: 'doubled',
    message: `${changeText(zone, change)}, so ${text} ${isOne ? 'comes' : 'come'} twice. The job runs both times. ${ELAPSED_TIME}`,
    at: instant(first - change.after),
  };
}

const ELAPSED_TIME = 'A cron expression whose minute or hour field starts with * follows elapsed time.';

/** Whether a clock change leaves the times of day unchanged, as for every hour or every 15 minutes. */
function keepsRhythm(cron: Cron, shiftMs: number): boolean {
  const isMoved = (table: Int8Array, by: number, size: number) => {
    const values = new Set(matchingValues(table));
    return [...values].every((value) => values.has((value + by) % size));
  };
  if (shiftMs % HOUR_MS === 0) return isMoved(cron.hours, shiftMs / HOUR_MS, 24);
  return (
    shiftMs % MINUTE_MS === 0 &&
    matchingValues(cron.hours).length === 24 &&
    isMoved(cron.minutes, shiftMs / MINUTE_MS, 60)
  );
}

function findChanges(zone: Zone, start: number, end: number): Change[] {
  const changes: Change[] = [];
  let segment = segmentAt(zone, start);
  while (segment.end <= end && changes.length < MAX_CHANGES) {
    const next = segmentAt(zone, segment.end);
    const [before, after] = [segment.offset, next.offset];
    // A segment can end at the border of a chunk without an offset change.
    if (before !== after) {
      const at = next.start;
      changes.push({
        at,
        before,
        after,
        low: at + Math.min(before, after),
        high: at + Math.max(before, after),
      });
    }
    segment = next;
  }
  return changes;
}

function withoutClockChanges(schedule: ZonedSchedule): Schedule {
  const zone = parseZone('UTC');
  const unbounded = { earliest: -Infinity, latest: schedule.latest + DAY_MS, daysOff: null };
  if (schedule.kind === 'cron') return { ...unbounded, kind: 'cron', cron: schedule.cron, zone };
  const { recurrence } = schedule;
  const anchor = recurrence.anchor + segmentAt(recurrence.zone, recurrence.anchor).offset;
  return { ...unbounded, kind: 'recurring', recurrence: { ...recurrence, anchor, zone } };
}

/** Lists the occurrences within a change: up to three times, otherwise the first and the last. */
function affectedTimes(onClock: Schedule, change: Change, first: number): { text: string; isOne: boolean } {
  const times: number[] = [];
  for (let time = first; time < change.high && times.length < 4; time = nextMs(onClock, time))
    times.push(time);
  const show = (time: number) => timeOn(time, change.low);
  if (times.length < 4) return { text: join(times.map(show)), isOne: times.length === 1 };
  const last = latestOccurrence(onClock, instant(change.high - 1), instant(change.low));
  return {
    text: `the times from ${show(first)} to ${show(last?.epochMilliseconds ?? first)}`,
    isOne: false,
  };
}

function changeText(zone: Zone, { before, after, low, high }: Change): string {
  const [from, to] = before < after ? [low, high] : [high, low];
  const back = before < after ? '' : ' back';
  return `On ${dateText(low)} the clock in ${zone.name} goes${back} from ${timeOn(from, low)} to ${timeOn(to, low)}`;
}

/** The time of day, with the date if it differs from the date of `day`. All local ms. */
function timeOn(local: number, day: number): string {
  return `${timeText(local)}${dayOf(local) === dayOf(day) ? '' : ` on ${dateText(local)}`}`;
}

function dayOf(local: number): number {
  return Math.floor(local / DAY_MS);
}

function isDayOff(schedule: Schedule, at: number): boolean {
  return schedule.daysOff !== null && skipDaysOff(schedule.daysOff, at) !== undefined;
}

function occursAt(schedule: Schedule, at: number): boolean {
  // The end limits the search across days off.
  return nextMs({ ...schedule, latest: Math.min(schedule.latest, at) }, at - 1) === at;
}

function nextMs(schedule: Schedule, after: number): number {
  return nextOccurrence(schedule, instant(after))?.epochMilliseconds ?? Infinity;
}

function instant(at: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at);
}
