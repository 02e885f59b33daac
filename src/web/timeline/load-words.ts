// The load in words: one bucket, and the whole of it.
import type { Stats } from '../../../client/src/index.ts';
import { formatCount, formatDuration, ownZone } from '../format/time.ts';
import { type Coming, countRuns, type Ended } from './load-buckets.ts';

const date = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** `Tue 24 Nov 14:00–14:30 Europe/Berlin: 102 succeeded, 1 failed, p99 late 10 ms` */
export function tellEnded(bucket: Ended, now: number): string {
  const start = `${tellDate(bucket.from)} ${time.format(bucket.from)}`;
  const span = bucket.to > now ? `Since ${start}` : `${start}–${time.format(bucket.to)}`;
  const late = bucket.lateness_p99_ms;
  return `${span} ${ownZone}: ${list(bucket) || 'nothing ran'}${late === null ? '' : `, p99 late ${formatDuration(late)}`}`;
}

/** `Tue 24 Nov 17:00–18:00 Europe/Berlin: about 240 runs to come` */
export function tellComing({ from, to, runs, isCurrent }: Coming, isEstimate: boolean): string {
  const span = isCurrent
    ? `From now until ${time.format(to)}`
    : `${tellDate(from)} ${time.format(from)}–${time.format(to)}`;
  const about = isEstimate && runs > 0 ? 'about ' : '';
  return `${span} ${ownZone}: ${about}${runs === 0 ? 'nothing' : countOf(runs)} to come`;
}

export function tellLoad({ window, totals }: Stats, ended: readonly Ended[], coming: readonly Coming[]) {
  const most = ended.reduce((a, b) => (countRuns(b) > countRuns(a) ? b : a));
  const ahead = coming.reduce((sum, { runs }) => sum + runs, 0);
  const busiest =
    countRuns(most) === 0
      ? ''
      : ` Most, ${formatCount(countRuns(most))}, from ${tellDate(most.from)} ${time.format(most.from)} on.`;
  return `Load of the last ${window}: ${list(totals) || 'nothing ran'}.${busiest} To come: ${countOf(ahead)}.`;
}

function list(counts: Pick<Ended, 'succeeded' | 'failed' | 'canceled' | 'skipped' | 'missed'>): string {
  return (['succeeded', 'failed', 'canceled', 'skipped', 'missed'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${formatCount(counts[name])} ${name}`)
    .join(', ');
}

function tellDate(at: number): string {
  return date.format(at).replace(',', '');
}

function countOf(runs: number): string {
  return `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`;
}
