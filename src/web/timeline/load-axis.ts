// Labels of a time axis at round local times of the viewer.
import type { Span } from './load-buckets.ts';

export interface Label {
  at: number;
  text: string;
}

/** Steps in minutes, within a day. */
const MINUTES = [5, 10, 15, 30, 60, 120, 180, 360, 720];
const DAYS = [1, 2, 4, 7, 14];
/** Minimum distance of labels, in pixels. */
const MIN_DISTANCE = 64;

const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export function labelTimes({ from, to }: Span, width: number): Label[] {
  const minMinutes = ((to - from) / 60_000 / width) * MIN_DISTANCE;
  const start = new Date(from);
  const labels: Label[] = [];
  const minutes = MINUTES.find((step) => step >= minMinutes);
  const days = minutes === undefined ? (DAYS.find((step) => step * 1_440 >= minMinutes) ?? 14) : 0;
  for (let i = 0; ; i++) {
    // Use calendar arithmetic, so that the labels stay at the same hours on a day with a clock change.
    const at = new Date(
      start.getFullYear(),
      start.getMonth(),
      start.getDate() + i * days,
      0,
      i * (minutes ?? 0),
    );
    if (at.getTime() >= to) return labels;
    // When the clock goes forward, two local times are the same instant.
    if (at.getTime() <= (labels.at(-1)?.at ?? from)) continue;
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0;
    const format = minutes === undefined ? (days === 1 ? weekday : day) : isMidnight ? weekday : hour;
    labels.push({ at: at.getTime(), text: format.format(at) });
  }
}
