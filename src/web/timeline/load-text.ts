// Texts of the load chart: one bucket, and a summary.
import type { Stats } from '../../../client/src/index.ts';
import { shownZone } from '../format/shown-zone.ts';
import { formatCount, formatDuration, formatLocal } from '../format/time.ts';
import { toWallClock } from '../format/zone.ts';
import { countRuns, type Ended, outcomes, type Upcoming } from './load-buckets.ts';

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
  return `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`;
}
