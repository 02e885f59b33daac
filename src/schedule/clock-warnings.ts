// What clock changes do to a schedule in the year that follows.

import { DAY_MS, HOUR_MS, MINUTE_MS } from './civil.ts';
import { type Cron, matchingValues } from './cron-reader.ts';
import { skipDaysOff } from './days-off.ts';
import { INTERVALS } from './interval.ts';
import { latestOccurrence, nextOccurrence, type Schedule } from './schedule.ts';
import type { Warning } from './warning.ts';
import { dateText, join, offsetText, timeText } from './wording.ts';
import { parseZone, segmentAt, type Zone } from './zone.ts';

const AHEAD_MS = 400 * DAY_MS;
// Some zones change four times a year; whoever changes more often has warnings enough.
const CHANGES_AT_MOST = 8;

/** At `at` (epoch ms) the offset changes; the clock leaves out, or repeats, local times from `low` to below `high`. */
interface Change {
  at: number;
  before: number;
  after: number;
  low: number;
  high: number;
}

type ZonedSchedule = Exclude<Schedule, { kind: 'specific_time' }>;

/** The first of each kind after `start` (epoch ms), in order. Looks at clock changes alone, whatever lies between. */
export function findClockWarnings(schedule: ZonedSchedule, start: number): Warning[] {
  if (schedule.kind === 'recurring' && INTERVALS[schedule.recurrence.interval].unit === 'ms') return [];
  const zone = schedule.kind === 'cron' ? schedule.zone : schedule.recurrence.zone;
  const onClock = onTheClock(schedule);
  const warnings: Warning[] = [];
  for (const change of findChanges(zone, start, Math.min(start + AHEAD_MS, schedule.latest))) {
    const first = nextMs(onClock, change.low - 1);
    if (first >= change.high) continue;
    const followsRealTime = schedule.kind === 'cron' && schedule.cron.followsRealTime;
    const find =
      change.after > change.before
        ? followsRealTime
          ? findSkipped
          : findShifted
        : followsRealTime
          ? findDoubled
          : findRepeated;
    const warning = find({ schedule, onClock, zone, change, first });
    if (warning !== undefined && warnings.every(({ code }) => code !== warning.code)) warnings.push(warning);
  }
  return warnings;
}

interface Meeting {
  schedule: ZonedSchedule;
  /** The same schedule on a clock that never changes: its instants are local times. */
  onClock: Schedule;
  zone: Zone;
  change: Change;
  /** The first local time that the change touches. */
  first: number;
}

/** Fixed times in a gap: together, once, when it ends. */
function findShifted({ schedule, onClock, zone, change, first }: Meeting): Warning | undefined {
  if (!occursAt(schedule, change.at)) return undefined;
  const { text, isOne } = touched(onClock, change, first);
  const isJoined = nextMs(onClock, change.high - 1) === change.high;
  // Every hour, and one of them now: nothing to notice.
  if (isJoined && schedule.kind === 'cron' && matchingValues(schedule.cron.hours).length === 24)
    return undefined;
  const end = timeOn(change.high, change.low);
  const effect = isJoined
    ? `${isOne ? 'it falls' : 'they fall'} together with the occurrence at ${end}`
    : isOne
      ? `it occurs at ${end} instead`
      : `together they occur once, at ${end}`;
  return {
    code: 'shifted',
    message: `${changeText(zone, change)}, so that ${text} ${isOne ? 'does' : 'do'} not exist: ${effect}.`,
    at: instant(change.at),
  };
}

/** Fixed times that are shown twice: at the first appearance. */
function findRepeated({ schedule, onClock, zone, change, first }: Meeting): Warning | undefined {
  const at = first - change.before;
  if (!occursAt(schedule, at)) return undefined;
  const { text, isOne } = touched(onClock, change, first);
  return {
    code: 'repeated_time',
    message: `${changeText(zone, change)}, so that ${text} ${isOne ? 'comes twice: it occurs' : 'come twice: each occurs'} once, the first time (${offsetText(change.before)}).`,
    at: instant(at),
  };
}

/** Times in a gap, of an expression that follows real time: left out. */
function findSkipped({ schedule, onClock, zone, change, first }: Meeting): Warning | undefined {
  if (schedule.latest < change.at || isDayOff(schedule, change.at) || isDayOff(schedule, change.at - 1)) {
    return undefined;
  }
  // Where the wait is no longer than the clock would have it, the rhythm goes on: every minute stays every minute.
  const next = nextMs(onClock, change.high - 1);
  if (next - first <= change.high - change.low) return undefined;
  const { text, isOne } = touched(onClock, change, first);
  const isWholeDay =
    nextMs(onClock, dayOf(change.low) * DAY_MS - 1) >= change.low &&
    next >= (dayOf(change.high - 1) + 1) * DAY_MS;
  const effect = isWholeDay ? 'nothing occurs that day' : `${isOne ? 'it is' : 'they are'} left out`;
  return {
    code: 'skipped',
    message: `${changeText(zone, change)}, so that ${text} ${isOne ? 'does' : 'do'} not exist: ${effect}. ${REAL_TIME}`,
    at: instant(change.at),
  };
}

/** Times shown twice, of an expression that follows real time: both times. */
function findDoubled({ schedule, onClock, zone, change, first }: Meeting): Warning | undefined {
  if (schedule.kind === 'cron' && keepsRhythm(schedule.cron, change.high - change.low)) return undefined;
  if (!occursAt(schedule, first - change.before) || !occursAt(schedule, first - change.after))
    return undefined;
  const { text, isOne } = touched(onClock, change, first);
  return {
    code: 'doubled',
    message: `${changeText(zone, change)}, so that ${text} ${isOne ? 'comes twice: it occurs' : 'come twice: they occur'} both times. ${REAL_TIME}`,
    at: instant(first - change.after),
  };
}

const REAL_TIME = 'An expression whose minute or hour field starts with * follows real time.';

/** Whether the times of day are the same when the clock is moved, as those of every hour, or every 15 minutes. */
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
  while (segment.end <= end && changes.length < CHANGES_AT_MOST) {
    const next = segmentAt(zone, segment.end);
    const [before, after] = [segment.offset, next.offset];
    // Chunks of a zone end where nothing changes.
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

function onTheClock(schedule: ZonedSchedule): Schedule {
  const zone = parseZone('UTC');
  const unbounded = { earliest: -Infinity, latest: schedule.latest + DAY_MS, daysOff: null };
  if (schedule.kind === 'cron') return { ...unbounded, kind: 'cron', cron: schedule.cron, zone };
  const { recurrence } = schedule;
  const anchor = recurrence.anchor + segmentAt(recurrence.zone, recurrence.anchor).offset;
  return { ...unbounded, kind: 'recurring', recurrence: { ...recurrence, anchor, zone } };
}

/** Names the local times that a change touches: one, a few, or from the first to the last. */
function touched(onClock: Schedule, change: Change, first: number): { text: string; isOne: boolean } {
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

/** The time, with its date if that is not the one of `day`; all local ms. */
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
  // Without the end, days off would be searched far beyond.
  return nextMs({ ...schedule, latest: Math.min(schedule.latest, at) }, at - 1) === at;
}

function nextMs(schedule: Schedule, after: number): number {
  return nextOccurrence(schedule, instant(after))?.epochMilliseconds ?? Infinity;
}

function instant(at: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at);
}
