// Labels of a time axis at round local times of the viewer.
import { chooseStep } from '../format/steps.ts';
import { DAY_MS, MINUTE_MS } from '../format/units.ts';
import type { Span } from './load-buckets.ts';

export interface Label {
  at: number;
  text: string;
}

/** Minimum distance of labels, in pixels. */
const MIN_DISTANCE = 64;

const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export function labelTimes({ from, to }: Span, width: number): Label[] {
  const step = chooseStep(Math.max(((to - from) / width) * MIN_DISTANCE, MINUTE_MS));
  const start = new Date(from);
  const labels: Label[] = [];
  const days = Math.floor(step / DAY_MS);
  const minutes = days > 0 ? 0 : step / MINUTE_MS;
  for (let i = 0; ; i++) {
    // Use calendar arithmetic, so that the labels stay at the same hours on a day with a clock change.
    const at = new Date(start.getFullYear(), start.getMonth(), start.getDate() + i * days, 0, i * minutes);
    if (at.getTime() >= to) return labels;
    // When the clock goes forward, two local times are the same instant.
    if (at.getTime() <= (labels.at(-1)?.at ?? from)) continue;
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0;
    const format = days > 0 ? (days === 1 ? weekday : day) : isMidnight ? weekday : hour;
    labels.push({ at: at.getTime(), text: format.format(at) });
  }
}
