// The times beneath a timeline, as a clock in the job's zone shows them.
import { formatLocal } from '../format/time.ts';
import { fromWallClock, toWallClock } from '../format/zone.ts';
import { GUTTER, toX, type Window } from './window.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps = [1, 2, 5, 10, 15, 30]
  .map((minutes) => minutes * MINUTE)
  .concat([1, 2, 3, 6, 12].map((hours) => hours * HOUR))
  .concat([1, 2, 7, 14].map((days) => days * DAY));
/** So much room a label takes, in pixels. */
const LABEL = 76;

export interface AxisTick {
  at: number;
  label: string;
  /** A day begins. */
  isDay: boolean;
}

/** Instants at which the clock shows something round. */
export function listTicks({ from, to, width }: Window, zone: string): AxisTick[] {
  const room = (to - from) * (LABEL / Math.max(width, LABEL));
  const step = steps.find((candidate) => candidate >= room) ?? steps.at(-1)!;
  const first = wallOf(from, zone);
  const last = wallOf(to, zone);
  const found: AxisTick[] = [];
  // Weeks begin on a Monday; the clock of 1970 began on a Thursday.
  const phase = step % (7 * DAY) === 0 ? 4 * DAY : 0;
  for (let wall = Math.ceil((first - phase) / step) * step + phase; wall <= last; wall += step) {
    const local = new Date(wall).toISOString().slice(0, 19);
    const at = Date.parse(fromWallClock(local, zone)!);
    const { date, time } = formatLocal(local);
    const isDay = wall % DAY === 0;
    // The year is known.
    found.push({ at, label: isDay ? date.slice(0, -5) : time, isDay });
  }
  return found;
}

function wallOf(at: number, zone: string): number {
  return Date.parse(`${toWallClock(new Date(at).toISOString(), zone)}Z`);
}

/** `base` is where the ground is. */
export function Axis({ ticks, window, base }: { ticks: readonly AxisTick[]; window: Window; base: number }) {
  return (
    <g class="axis-ticks">
      {ticks.map(({ at, label, isDay }) => {
        const x = Math.round(toX(window, at)) + 0.5;
        // What would be cut at an edge is left out.
        const half = label.length * 3.5;
        const isWhole = x > half - GUTTER && x < window.width - half;
        return (
          <g key={at}>
            <path d={`M${x} ${base}v4`} />
            {isWhole && (
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
