// The buckets of the load chart, past and upcoming, and their texts.
import type { Stats } from '../../../client/src/index.ts';
import { formatCount, formatCounted, formatDuration, formatLocal } from '../format/time.ts';
import { chooseStep, DAY_MS, HOUR_MS, MINUTE_MS } from '../format/units.ts';
import { shownZone, toWallClock } from '../format/zone.ts';

export type Ended = Omit<Stats['series'][number], 'from' | 'to'> & Span;
export type Upcoming = { runs: number; isCurrent: boolean } & Span;

/** Unix milliseconds. */
export interface Span {
  from: number;
  to: number;
}

/** In pixels. */
const MIN_BAR_WIDTH = 5;
/** Outcomes that the series counts. */
const outcomes = ['succeeded', 'failed', 'canceled', 'skipped', 'missed'] as const;

/** The time range of the chart: all buckets, then a forecast of the same duration, at most one day. */
export function timeRangeOf({ series }: Stats): Span {
  const from = Date.parse(series[0]!.from);
  const to = Date.parse(series.at(-1)!.to);
  return { from, to: to + Math.min(to - from, DAY_MS) };
}

/** Chooses the duration of a bar, given the time per pixel. */
export function chooseSpan({ series: [first] }: Stats, msPerPixel: number): number {
  const bucketMs = Date.parse(first!.to) - Date.parse(first!.from);
  return chooseStep(Math.max(bucketMs, MIN_BAR_WIDTH * msPerPixel), bucketMs);
}

/** Merges buckets into longer ones, aligned to UTC. */
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
    for (const name of outcomes) group[name] += counts[name];
    // The larger of two p99 values is an upper bound of the common p99.
    if (p99 !== null) group.lateness_p99_ms = Math.max(group.lateness_p99_ms ?? 0, p99);
  }
  return [...groups.values()];
}

/** Groups the forecast from now on. The forecast has hourly resolution, so no group is shorter than an hour. */
export function groupUpcoming({ forecast }: Stats, spanMs: number, now: number, end: number): Upcoming[] {
  const groups = new Map<number, Upcoming>();
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

/** Number of runs that started, without skipped and missed ones. */
export function countRuns({ succeeded, failed, canceled }: Ended): number {
  return succeeded + failed + canceled;
}

/** Height of a bar: a rate, so that buckets of different durations compare. */
export function ratePerMinute(runs: number, { from, to }: Span, minMs: number): number {
  return runs / (Math.max(to - from, minMs) / MINUTE_MS);
}

export interface Scale {
  /** Upper end, in runs per minute. */
  top: number;
  /** Upper end in a suitable unit, such as `20 runs an hour`. */
  label: string;
}

/** The smallest round rate that is not below the peak. */
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
  return { top: top / minutes, label: `${formatCounted(top, 'run')} ${unit}` };
}

// Texts of the load chart: one bucket, and a summary.

/** `Tue 24 Nov 14:00–14:30 Europe/Berlin: 102 succeeded, 1 failed, p99 delay 10 ms` */
export function endedText(bucket: Ended, now: number): string {
  const start = `${formatDate(bucket.from)} ${formatTime(bucket.from)}`;
  const span = bucket.to > now ? `Since ${start}` : `${start}–${formatTime(bucket.to)}`;
  const delayMs = bucket.lateness_p99_ms;
  const delay = delayMs === null ? '' : `, p99 delay ${formatDuration(delayMs)}`;
  return `${span} ${shownZone()}: ${listCounts(bucket) || 'no runs'}${delay}`;
}

/** `Tue 24 Nov 17:00–18:00 Europe/Berlin: about 240 upcoming runs` */
export function upcomingText({ from, to, runs, isCurrent }: Upcoming, isEstimate: boolean): string {
  const span = isCurrent
    ? `From now until ${formatTime(to)}`
    : `${formatDate(from)} ${formatTime(from)}–${formatTime(to)}`;
  const about = isEstimate && runs > 0 ? 'about ' : '';
  return `${span} ${shownZone()}: ${about}${runs === 0 ? 'no' : formatCount(runs)} upcoming ${runs === 1 ? 'run' : 'runs'}`;
}

export function loadSummary(
  { window, totals }: Stats,
  ended: readonly Ended[],
  upcoming: readonly Upcoming[],
) {
  const peak = ended.reduce((a, b) => (countRuns(b) > countRuns(a) ? b : a));
  const upcomingCount = upcoming.reduce((sum, { runs }) => sum + runs, 0);
  const busiest =
    countRuns(peak) === 0
      ? ''
      : ` Peak: ${formatRuns(countRuns(peak))}, starting ${formatDate(peak.from)} ${formatTime(peak.from)}.`;
  return `Load of the last ${window}: ${listCounts(totals) || 'no runs'}.${busiest} Upcoming: ${formatRuns(upcomingCount)}.`;
}

function listCounts(counts: Pick<Ended, (typeof outcomes)[number]>): string {
  return outcomes
    .filter((name) => counts[name] > 0)
    .map((name) => `${formatCount(counts[name])} ${name}`)
    .join(', ');
}

const local = (at: number) => formatLocal(toWallClock(new Date(at).toISOString(), shownZone()));

/** `Tue 24 Nov` */
function formatDate(at: number): string {
  return local(at).date.slice(0, -5);
}

function formatTime(at: number): string {
  return local(at).time;
}

function formatRuns(runs: number): string {
  return formatCounted(runs, 'run');
}
