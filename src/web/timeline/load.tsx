// Load chart of the overview: past runs by status and the forecast of upcoming runs.
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Stats } from '../../../client/src/index.ts';
import { now as clock } from '../clock.ts';
import { MINUTE_MS } from '../format/units.ts';
import { links } from '../router.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { Bar, Tick } from './chart.tsx';
import {
  chooseScale,
  chooseSpan,
  countRuns,
  type Ended,
  endedText,
  groupEnded,
  groupUpcoming,
  loadSummary,
  ratePerMinute,
  timeRangeOf,
  type Upcoming,
  upcomingText,
} from './load-buckets.ts';
import { LoadDrawing, NowMark } from './load-drawing.tsx';

/** Keeps its height while `stats` is loading (undefined). */
export function Load({ stats }: { stats: Stats | undefined }) {
  const plot = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const readout = useSignal<string | undefined>(undefined);
  useLayoutEffect(() => {
    const measure = () => {
      width.value = plot.current!.clientWidth;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(plot.current!);
    measure();
    return () => observer.disconnect();
  }, []);
  return (
    <section class="load" aria-labelledby="load">
      <header>
        <h2 id="load">Load</h2>
        <LoadReadout readout={readout} />
      </header>
      <div ref={plot} class="load-plot">
        {stats === undefined ? (
          <div class="skeleton" />
        ) : (
          width.value > 0 && <Plot stats={stats} width={width.value} readout={readout} />
        )}
      </div>
    </section>
  );
}

function Plot({
  stats,
  width,
  readout,
}: {
  stats: Stats;
  width: number;
  readout: Signal<string | undefined>;
}) {
  const timeRange = timeRangeOf(stats);
  const newest = stats.series.at(-1)!;
  // Keep now within the newest bucket, even if this machine's clock is wrong. New data renders the chart again.
  const now = Math.min(Math.max(clock.peek(), Date.parse(newest.from)), Date.parse(newest.to));
  const spanMs = chooseSpan(stats, (timeRange.to - timeRange.from) / width);
  const ended = groupEnded(stats, spanMs);
  const upcoming = isSchedulerPaused() ? [] : groupUpcoming(stats, spanMs, now, timeRange.to);
  // A bucket that has just started counts as a quarter bucket, so that its rate is not exaggerated.
  const pastRate = (bucket: (typeof ended)[number]) =>
    ratePerMinute(countRuns(bucket), { from: bucket.from, to: Math.min(bucket.to, now) }, spanMs / 4);
  const upcomingRate = (bucket: (typeof upcoming)[number]) =>
    ratePerMinute(bucket.runs, bucket, 15 * MINUTE_MS);
  // Each half has its own scale: next to a busy forecast, the past would be a few pixels high.
  const scale = chooseScale(Math.max(0, ...ended.map(pastRate)));
  const forecastScale = chooseScale(Math.max(0, ...upcoming.map(upcomingRate)));
  const xOf = (at: number) => ((at - timeRange.from) / (timeRange.to - timeRange.from)) * width;
  const shared = { ended, upcoming, now, xOf };
  return (
    <>
      <LoadDrawing
        {...shared}
        timeRange={timeRange}
        width={width}
        scale={scale}
        forecastScale={forecastScale}
        shareOf={(bucket) =>
          'runs' in bucket ? upcomingRate(bucket) / forecastScale.top : pastRate(bucket) / scale.top
        }
        isEstimate={stats.is_estimate}
        hasForecast={stats.computed_at !== null}
        summary={loadSummary(stats, ended, upcoming)}
      />
      <NowMark xOf={xOf} from={Date.parse(newest.from)} to={Date.parse(newest.to)} width={width} />
      <LoadTargets {...shared} width={width} isEstimate={stats.is_estimate} readout={readout} />
    </>
  );
}

/** Details of the hovered or focused bucket; otherwise the legend. */
function LoadReadout({ readout }: { readout: Signal<string | undefined> }) {
  if (readout.value !== undefined) return <p class="load-readout">{readout.value}</p>;
  return (
    <p class="load-readout muted">
      <LegendItem name="succeeded">
        <Bar x={3} base={12} width={6} height={10} status="succeeded" />
      </LegendItem>
      <LegendItem name="failed">
        <Bar x={2} base={12} width={8} height={10} status="failed" />
      </LegendItem>
      <LegendItem name="canceled">
        <Bar x={3} base={12} width={6} height={10} status="canceled" />
      </LegendItem>
      <LegendItem name="skipped">
        <Bar x={3} base={9} width={6} height={6} status="skipped" />
      </LegendItem>
      <LegendItem name="missed">
        <Bar x={3} base={9} width={6} height={6} status="missed" />
      </LegendItem>
      <LegendItem name="upcoming">
        <Tick x={3} base={12} width={6} height={10} />
      </LegendItem>
      <LegendItem name="p99 delay">
        <path class="late-line" d="M0 9h4V4h4v3h4" />
      </LegendItem>
    </p>
  );
}

function LegendItem({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <span>
      <svg width="12" height="13" viewBox="0 0 12 13" aria-hidden="true">
        {children}
      </svg>
      {name}
    </span>
  );
}

interface LoadTargetsProps {
  ended: readonly Ended[];
  upcoming: readonly Upcoming[];
  now: number;
  xOf: (at: number) => number;
  width: number;
  isEstimate: boolean;
  readout: Signal<string | undefined>;
}

/** Minimum width of an area, in pixels. The current bucket may cover part of the next one. */
const MIN_WIDTH = 8;

/**
 * Interactive areas of the load chart: each bucket shows details, past buckets link to their runs.
 * One tab stop; the arrow keys move between buckets.
 */
function LoadTargets({ ended, upcoming, now, xOf, width, isEstimate, readout }: LoadTargetsProps) {
  const group = useRef<HTMLDivElement>(null);
  /** Instant of the focused bucket. An instant, because refreshed data has other buckets. */
  const at = useSignal(now);
  const buckets = [...ended, ...upcoming];
  const index = Math.max(
    0,
    buckets.findLastIndex(({ from }) => from <= at.value),
  );

  function move(event: KeyboardEvent): void {
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: buckets.length - 1 }[event.key];
    if (to === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const element = group.current?.children[to];
    if (element instanceof HTMLElement) element.focus();
  }

  return (
    <div
      ref={group}
      class="load-targets"
      role="group"
      aria-label="Load by time; use the arrow keys"
      onKeyDown={move}
      onMouseLeave={() => (readout.value = undefined)}
    >
      {buckets.map((bucket, i) => {
        const isUpcoming = 'runs' in bucket;
        const text = isUpcoming ? upcomingText(bucket, isEstimate) : endedText(bucket, now);
        const left = xOf(bucket.from);
        const right = Math.min(width, xOf(isUpcoming ? bucket.to : Math.min(bucket.to, now)));
        const shared = {
          'aria-label': text,
          tabIndex: i === index ? 0 : -1,
          style: { left: `${left}px`, width: `${Math.max(MIN_WIDTH, right - left)}px` },
          onMouseEnter: () => (readout.value = text),
          onFocus: () => {
            at.value = bucket.from;
            readout.value = text;
          },
          onBlur: () => (readout.value = undefined),
        };
        if (isUpcoming && bucket.runs === 0)
          return <span key={`upcoming ${bucket.to}`} role="img" {...shared} />;
        return isUpcoming ? (
          <a
            class="is-upcoming"
            key={`upcoming ${bucket.to}`}
            href={links.upcoming({
              from: new Date(bucket.from).toISOString(),
              to: new Date(bucket.to).toISOString(),
            })}
            {...shared}
          />
        ) : (
          <a
            key={bucket.from}
            href={links.runs({
              from: new Date(bucket.from).toISOString(),
              to: new Date(bucket.to).toISOString(),
              // A bucket with failures links to the failed runs.
              status: bucket.failed > 0 ? 'failed' : undefined,
            })}
            {...shared}
          />
        );
      })}
    </div>
  );
}
