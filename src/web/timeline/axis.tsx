// Time axis of a job's timeline, labelled in the job's time zone.

import { formatLocal } from '../format/time.ts';
import { chooseStep, DAY_MS, MINUTE_MS } from '../format/units.ts';
import { fromWallClock, toWallClock } from '../format/zone.ts';
import { GUTTER, type TimeWindow, toX } from './window.ts';

/** Width of a label, in pixels. */
const LABEL_WIDTH = 76;

export interface AxisTick {
  at: number;
  label: string;
  /** Whether a day starts here. */
  isDay: boolean;
}

/** Ticks at round local times. */
export function listTicks({ from, to, width }: TimeWindow, zone: string): AxisTick[] {
  const minStep = (to - from) * (LABEL_WIDTH / Math.max(width, LABEL_WIDTH));
  const step = chooseStep(Math.max(minStep, MINUTE_MS));
  const first = toWallTime(from, zone);
  const last = toWallTime(to, zone);
  const found: AxisTick[] = [];
  // Weeks start on Monday, but the Unix epoch was a Thursday.
  const phase = step % (7 * DAY_MS) === 0 ? 4 * DAY_MS : 0;
  for (let wall = Math.ceil((first - phase) / step) * step + phase; wall <= last; wall += step) {
    const local = new Date(wall).toISOString().slice(0, 19);
    const at = Date.parse(fromWallClock(local, zone)!);
    const { date, time } = formatLocal(local);
    const isDay = wall % DAY_MS === 0;
    // Drop the year.
    found.push({ at, label: isDay ? date.slice(0, -5) : time, isDay });
  }
  return found;
}

function toWallTime(at: number, zone: string): number {
  return Date.parse(`${toWallClock(new Date(at).toISOString(), zone)}Z`);
}

/** `base` is the y coordinate of the base line. */
export function Axis({
  ticks,
  window,
  base,
}: {
  ticks: readonly AxisTick[];
  window: TimeWindow;
  base: number;
}) {
  return (
    <g class="axis-ticks">
      {ticks.map(({ at, label, isDay }) => {
        const x = Math.round(toX(window, at)) + 0.5;
        // Leave out labels that the edge would cut.
        const half = label.length * 3.5;
        const fits = x > half - GUTTER && x < window.width - half;
        return (
          <g key={at}>
            <path d={`M${x} ${base}v4`} />
            {fits && (
              <text class={isDay ? 'day' : undefined} x={x} y={base + 17} text-anchor="middle">
                {label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
