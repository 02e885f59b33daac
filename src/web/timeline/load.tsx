// The load: runs behind us by outcome, now, and what is to come ahead of us, over the full width.
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Stats } from '../../../client/src/index.ts';
import { now as clock } from '../clock.ts';
import { Bar, Tick } from './bar.tsx';
import {
  chooseScale,
  chooseSpan,
  countRuns,
  groupComing,
  groupEnded,
  ratePerMinute,
  stretchOf,
} from './load-buckets.ts';
import { LoadDrawing, NowMark } from './load-drawing.tsx';
import { LoadTargets } from './load-targets.tsx';
import { tellLoad } from './load-words.ts';

/** Undefined: not known yet; it takes its room all the same. */
export function Load({ stats }: { stats: Stats | undefined }) {
  const plot = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const told = useSignal<string | undefined>(undefined);
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
        <Told told={told} />
      </header>
      <div ref={plot} class="load-plot">
        {stats === undefined ? (
          <div class="skeleton" />
        ) : (
          width.value > 0 && <Plot stats={stats} width={width.value} told={told} />
        )}
      </div>
    </section>
  );
}

function Plot({ stats, width, told }: { stats: Stats; width: number; told: Signal<string | undefined> }) {
  const stretch = stretchOf(stats);
  const newest = stats.series.at(-1)!;
  // The past ends in its newest bucket, also where this machine's clock is wrong; it is drawn anew with its data.
  const now = Math.min(Math.max(clock.peek(), Date.parse(newest.from)), Date.parse(newest.to));
  const spanMs = chooseSpan(stats, (stretch.to - stretch.from) / width);
  const ended = groupEnded(stats, spanMs);
  const coming = groupComing(stats, spanMs, now, stretch.to);
  // What has just begun is not told by what happened in its first second.
  const pastRate = (bucket: (typeof ended)[number]) =>
    ratePerMinute(countRuns(bucket), { from: bucket.from, to: Math.min(bucket.to, now) }, spanMs / 4);
  const comingRate = (bucket: (typeof coming)[number]) => ratePerMinute(bucket.runs, bucket, 15 * 60_000);
  const scale = chooseScale(Math.max(0, ...ended.map(pastRate), ...coming.map(comingRate)));
  const xOf = (at: number) => ((at - stretch.from) / (stretch.to - stretch.from)) * width;
  const shared = { ended, coming, now, xOf };
  return (
    <>
      <LoadDrawing
        {...shared}
        stretch={stretch}
        width={width}
        scale={scale}
        shareOf={(bucket) => ('runs' in bucket ? comingRate(bucket) : pastRate(bucket)) / scale.top}
        isEstimate={stats.is_estimate}
        summary={tellLoad(stats, ended, coming)}
      />
      <NowMark xOf={xOf} from={Date.parse(newest.from)} to={Date.parse(newest.to)} width={width} />
      <LoadTargets {...shared} width={width} isEstimate={stats.is_estimate} told={told} />
    </>
  );
}

/** What the pointer or the keyboard is at; until then, what the shapes mean. */
function Told({ told }: { told: Signal<string | undefined> }) {
  if (told.value !== undefined) return <p class="load-told">{told.value}</p>;
  return (
    <p class="load-told muted">
      <Sample name="succeeded">
        <Bar x={3} base={12} width={6} height={10} status="succeeded" />
      </Sample>
      <Sample name="failed">
        <Bar x={2} base={12} width={8} height={10} status="failed" />
      </Sample>
      <Sample name="skipped">
        <Bar x={3} base={9} width={6} height={6} status="skipped" />
      </Sample>
      <Sample name="missed">
        <Bar x={3} base={9} width={6} height={6} status="missed" />
      </Sample>
      <Sample name="to come">
        <Tick x={3} base={12} width={6} height={10} />
      </Sample>
      <Sample name="p99 late">
        <path class="late-line" d="M0 9h4V4h4v3h4" />
      </Sample>
    </p>
  );
}

function Sample({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <span>
      <svg width="12" height="13" viewBox="0 0 12 13" aria-hidden="true">
        {children}
      </svg>
      {name}
    </span>
  );
}
