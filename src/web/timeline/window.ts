// How much of time a job's timeline shows: a range behind us, and a third of it ahead.
import type { Job, Preview } from '../../../client/src/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const ranges = {
  minutes: { text: '10 min', words: 'the last 10 minutes', ms: 10 * MINUTE },
  hour: { text: 'Hour', words: 'the last hour', ms: HOUR },
  day: { text: 'Day', words: 'the last day', ms: DAY },
  week: { text: 'Week', words: 'the last week', ms: 7 * DAY },
  month: { text: 'Month', words: 'the last 30 days', ms: 30 * DAY },
};

export type Range = keyof typeof ranges;

export const rangeNames = Object.keys(ranges) as Range[];

export const isRange = (name: string | null): name is Range => name !== null && name in ranges;

/** Beside what is drawn: what its height means. */
export const GUTTER = 52;
const AHEAD = 1 / 3;
/** What is shown by default has about so many occurrences behind it. */
const ENOUGH = 20;

/** Instants are Unix milliseconds. */
export interface Window {
  from: number;
  now: number;
  to: number;
  width: number;
}

export function openWindow(range: Range, now: number, width: number): Window {
  const { ms } = ranges[range];
  // Moves by whole pixels: most seconds change nothing that can be seen.
  const step = Math.max(1_000, (ms * (1 + AHEAD)) / Math.max(width, 1));
  const moved = Math.floor(now / step) * step;
  return { from: moved - ms, now: moved, to: moved + ms * AHEAD, width };
}

export const toX = ({ from, to, width }: Window, at: number) => ((at - from) / (to - from)) * width;

/** The shortest range that says something of such a schedule. */
export function fitRange(job: Job, occurrences: Preview['occurrences'], now: number): Range {
  const gap = gapOf(occurrences.map(({ at }) => Date.parse(at)));
  if (gap !== undefined) return shortest((ms) => ms >= ENOUGH * gap);
  const ahead = job.next_run === null ? 0 : Date.parse(job.next_run) - now;
  const behind = job.last_run === null ? 0 : now - Date.parse(job.last_run.scheduled_for);
  return shortest((ms) => ms * AHEAD > ahead && ms > behind, 'hour');
}

/** How many of the next occurrences lie in sight, with as many again for when the window has moved. */
export function countAhead(range: Range, occurrences: Preview['occurrences']): number {
  const gap = gapOf(occurrences.map(({ at }) => Date.parse(at))) ?? Number.POSITIVE_INFINITY;
  return Math.min(1_000, Math.max(10, Math.ceil((2 * AHEAD * ranges[range].ms) / gap)));
}

/** The mean time between a few instants; undefined where there is but one. */
function gapOf(times: readonly number[]): number | undefined {
  if (times.length < 2) return undefined;
  return (times.at(-1)! - times[0]!) / (times.length - 1);
}

function shortest(isEnough: (ms: number) => boolean, least: Range = 'minutes'): Range {
  const candidates = rangeNames.slice(rangeNames.indexOf(least));
  return candidates.find((name) => isEnough(ranges[name].ms)) ?? 'month';
}
