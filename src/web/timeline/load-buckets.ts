// What the load is drawn from: counts of what ended and of what is to come, in spans of time wide enough to be seen.
import type { Stats } from '../../../client/src/index.ts';

export type Ended = Omit<Stats['series'][number], 'from' | 'to'> & Span;
export type Coming = { runs: number; isCurrent: boolean } & Span;

/** Unix milliseconds. */
export interface Span {
  from: number;
  to: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Narrower than this, in pixels, a bar has no shape of its own. */
const NARROWEST = 5;
/** Spans that days divide into. */
const SPANS = [1, 2, 5, 10, 30, 60, 180, 360, 720, 1_440, 2_880].map((minutes) => minutes * MINUTE_MS);

/** From the oldest bucket to as far ahead as it goes back, or to where the forecast ends. */
export function stretchOf({ series }: Stats): Span {
  const from = Date.parse(series[0]!.from);
  const to = Date.parse(series.at(-1)!.to);
  return { from, to: to + Math.min(to - from, DAY_MS) };
}

/** How wide in time a bar is to be where a pixel is `msPerPixel`. */
export function chooseSpan({ series: [first] }: Stats, msPerPixel: number): number {
  const bucketMs = Date.parse(first!.to) - Date.parse(first!.from);
  return SPANS.find((span) => span >= bucketMs && span >= NARROWEST * msPerPixel) ?? DAY_MS;
}

/** Where neighbours are told as one, they begin where the clock (UTC) begins such a span. */
export function groupEnded({ series }: Stats, spanMs: number): Ended[] {
  const groups = new Map<number, Ended>();
  for (const { from, to, lateness_p99_ms: p99, ...counts } of series) {
    const key = Math.floor(Date.parse(from) / spanMs);
    const group = groups.get(key);
    if (!group) {
      groups.set(key, { ...counts, lateness_p99_ms: p99, from: Date.parse(from), to: Date.parse(to) });
      continue;
    }
    group.to = Date.parse(to);
    for (const name of ['succeeded', 'failed', 'canceled', 'skipped', 'missed'] as const)
      group[name] += counts[name];
    // Of two that 99 % did not exceed, the greater is one that 99 % of both did not.
    if (p99 !== null) group.lateness_p99_ms = Math.max(group.lateness_p99_ms ?? 0, p99);
  }
  return [...groups.values()];
}

/** From now on; an hour of the forecast is the least that is known of it. */
export function groupComing({ forecast }: Stats, spanMs: number, now: number, end: number): Coming[] {
  const groups = new Map<number, Coming>();
  for (const hour of forecast) {
    const from = Math.max(now, Date.parse(hour.from));
    const to = Date.parse(hour.to);
    if (to <= now || from >= end) continue;
    const key = Math.floor(Date.parse(hour.from) / Math.max(spanMs, HOUR_MS));
    const group = groups.get(key);
    if (group) {
      group.to = to;
      group.runs += hour.runs;
    } else groups.set(key, { runs: hour.runs, from, to, isCurrent: from === now });
  }
  return [...groups.values()];
}

/** Those that ran, of all that was to. */
export function countRuns({ succeeded, failed, canceled }: Ended): number {
  return succeeded + failed + canceled;
}

/** What bars are high by: spans of different lengths compare by how many runs they had a minute. */
export function ratePerMinute(runs: number, { from, to }: Span, leastMs: number): number {
  return runs / (Math.max(to - from, leastMs) / MINUTE_MS);
}

export interface Scale {
  /** A rate, in runs a minute. */
  top: number;
  /** The same as a round number of a unit that suits it. */
  label: string;
}

/** The least round rate that nothing exceeds. */
export function chooseScale(peakPerMinute: number): Scale {
  const [unit, minutes] =
    peakPerMinute >= 1
      ? (['a minute', 1] as const)
      : peakPerMinute * 60 >= 1
        ? (['an hour', 60] as const)
        : (['a day', 1_440] as const);
  const peak = Math.max(1, peakPerMinute * minutes);
  const power = 10 ** Math.floor(Math.log10(peak));
  const top = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= peak)!;
  return { top: top / minutes, label: `${top} ${top === 1 ? 'run' : 'runs'} ${unit}` };
}
