// Parts of all charts: time window and axis, bars of runs, ticks of occurrences, marks, and the width.

import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Run } from '../../../client/src/index.ts';
import { formatLocal } from '../format/time.ts';
import { chooseStep, DAY_MS, MINUTE_MS } from '../format/units.ts';
import { fromWallClock, toWallClock } from '../format/zone.ts';

/** Instants are Unix milliseconds. */
export interface TimeWindow {
  from: number;
  now: number;
  to: number;
  width: number;
}

/** Width of the labels left of the chart, in pixels. */
export const GUTTER = 52;

export const toX = ({ from, to, width }: TimeWindow, at: number) => ((at - from) / (to - from)) * width;

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

interface Box {
  x: number;
  /** y coordinate of the bottom. */
  base: number;
  width: number;
  height: number;
}

/** Share of the full height for a duration, on a log scale from 1 ms to 1 min. */
export function barHeight(durationMs: number | null): number {
  const share = Math.log10((durationMs ?? 0) + 1) / Math.log10(60_001);
  return Math.min(1, Math.max(0.16, share));
}

/**
 * Heights of the parts of a stacked bar, in proportion to their counts. A rare part gets up to `least` pixels to stay
 * visible, but at most half the height of the most frequent one.
 */
export function stackHeights<Part>(
  parts: readonly Part[],
  countOf: (part: Part) => number,
  unit: number,
  least: number,
): [Part, number][] {
  const most = Math.max(...parts.map(countOf));
  const tallest = Math.max(least, most * unit);
  return parts
    .filter((part) => countOf(part) > 0)
    .map((part) => {
      const count = countOf(part);
      return [part, count === most ? tallest : Math.max(count * unit, Math.min(least, tallest / 2))];
    });
}

/** One run, or several runs with the same status. */
export function Bar({ x, base, width, height, status }: Box & { status: Run['status'] }) {
  const top = base - height;
  switch (status) {
    case 'skipped':
    case 'missed':
      return <Gap x={x} base={base} width={width} height={height} isMissed={status === 'missed'} />;
    case 'queued':
      return <Tick x={x} base={base} width={width} height={height} />;
    case 'failed':
      return <path class="bar-failed" d={notched(x, top, width, height)} />;
    case 'canceled':
      return (
        <g class="bar-canceled">
          <rect x={x} y={top} width={width} height={height} />
          <path d={`M${x - 1} ${base}L${x + width + 1} ${top}`} />
        </g>
      );
    case 'retrying':
      return (
        <g class="bar-retrying">
          <rect x={x + 0.5} y={top + 0.5} width={width - 1} height={height - 1} />
          <rect class="hatched" x={x} y={top} width={width} height={height} />
        </g>
      );
    case 'running':
      return (
        <g class="bar-running">
          <rect x={x} y={top} width={width} height={height} />
          <rect class="edge" x={x} y={top} width={width} height={2} />
        </g>
      );
    case 'succeeded':
      return <rect class="bar-succeeded" x={x} y={top} width={width} height={height} />;
  }
}

/** An upcoming occurrence. */
export function Tick({ x, base, width, height }: Box) {
  return (
    <rect
      class="bar-tick"
      x={x + 0.5}
      y={base - height + 0.5}
      width={width - 1}
      height={height - 1}
      rx={0.5}
    />
  );
}

/** An occurrence that did not run: a diamond if skipped, a dashed ring if missed, as in the status of a run. */
function Gap({ x, base, width, height, isMissed }: Box & { isMissed: boolean }) {
  const radius = Math.min(Math.max(2.2, height / 3), width / 2);
  const [cx, cy] = [x + width / 2, base - radius - 0.5];
  if (!isMissed)
    return (
      <path
        class="bar-gap"
        d={`M${cx} ${cy - radius}l${radius} ${radius}l${-radius} ${radius}l${-radius} ${-radius}z`}
      />
    );
  return <circle class="bar-gap bar-missed" cx={cx} cy={cy} r={radius} />;
}

/** Thin line between past and future. */
export function NowLine({ x, top = 0, base }: { x: number; top?: number; base: number }) {
  return <path class="now-line" d={`M${x} ${top}V${base}`} />;
}

/** Path of a bar with a notch at the top, so that failures are visible without colour. */
function notched(x: number, top: number, width: number, height: number): string {
  const half = Math.min(width / 2, 5);
  const depth = Math.min(half * 1.4, height / 2, 5);
  const side = width / 2 - half;
  return `M${x} ${top}h${side}l${half} ${depth}l${half} ${-depth}h${side}v${height}h${-width}z`;
}

/** Width in pixels; 0 until the first layout, which happens before the browser paints. */
export function useWidth<T extends Element>(): { ref: RefObject<T | null>; width: ReadonlySignal<number> } {
  const ref = useRef<T>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    width.value = Math.floor(element.getBoundingClientRect().width);
    const observer = new ResizeObserver(([entry]) => {
      if (entry) width.value = Math.floor(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
