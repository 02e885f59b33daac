// A job's timeline at full width: what ran, now, and what will; hover tells one occurrence, a click goes to its run.
import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { now as clock } from '../clock.ts';
import { useWidth } from '../parts/width.ts';
import { goTo, links, linkWith } from '../router.ts';
import { NowLine } from './bar.tsx';
import { type Column, findColumn } from './columns.ts';
import { BARS, BASE, type Drawing, draw, HEIGHT, TOP } from './drawing.tsx';
import { Reading, showRuns, tellTimeline } from './reading.tsx';
import type { Timeline } from './use-timeline.ts';
import { GUTTER, openWindow, rangeNames, ranges, toX, type Window } from './window.ts';

export function JobTimeline({ job, timeline }: { job: Job; timeline: Timeline }) {
  const { past, range, ahead } = timeline;
  const { ref, width } = useWidth<HTMLDivElement>();
  const at = useSignal<Column | undefined>(undefined);
  const isKnown = past !== undefined && range !== undefined && width.value > GUTTER;
  const window = isKnown ? openWindow(range, clock.value, width.value - GUTTER) : undefined;
  const drawing = useMemo(
    () => window && past && draw(job, past, ahead, window),
    [past, ahead, job, range, window?.now, width.value],
  );
  return (
    <section class="job-timeline" aria-labelledby="timeline">
      <header>
        <h2 id="timeline">Timeline</h2>
        <nav class="filters" aria-label="How far back the timeline goes">
          {rangeNames.map((name) => (
            <a key={name} href={linkWith({ range: name })} aria-current={name === range ? 'true' : undefined}>
              {ranges[name].text}
            </a>
          ))}
        </nav>
      </header>
      <div class="timeline-reading">
        {drawing && range && <Reading drawing={drawing} at={at} zone={job.timezone} range={range} />}
      </div>
      <div ref={ref} class="timeline-plot" style={{ height: `${HEIGHT}px` }}>
        {drawing && window && range && (
          <Plot drawing={drawing} window={window} at={at} label={tellTimeline(drawing, range)} />
        )}
      </div>
    </section>
  );
}

interface PlotProps {
  drawing: Drawing;
  window: Window;
  at: Signal<Column | undefined>;
  label: string;
}

function Plot({ drawing, window, at, label }: PlotProps) {
  const { columns } = drawing.arranged;
  const find = (event: MouseEvent) => findColumn(columns, event.offsetX - GUTTER);
  const unknown = drawing.since === null ? 0 : toX(window, drawing.since);

  function open(event: MouseEvent): void {
    const column = find(event);
    const told = at.peek();
    // A finger has not been told yet what it is at.
    if (!column || !told || Math.abs(told.x - column.x) > 1) {
      at.value = column;
      return;
    }
    const [first, ...others] = told.runs;
    if (first && others.length === 0) goTo(links.run(first.id));
    else if (first) showRuns(told);
  }

  return (
    <svg
      width={window.width + GUTTER}
      height={HEIGHT}
      viewBox={`${-GUTTER} 0 ${window.width + GUTTER} ${HEIGHT}`}
      role="img"
      aria-label={label}
      onPointerMove={(event) => {
        if (event.pointerType === 'mouse') at.value = find(event);
      }}
      onPointerLeave={(event) => {
        if (event.pointerType === 'mouse') at.value = undefined;
      }}
      onClick={open}
    >
      {unknown > 0 && <rect class="unknown" x="0" y={TOP} width={unknown} height={BARS} />}
      <Cursor at={at} />
      {drawing.picture}
      <path class="ground" d={`M0 ${BASE + 0.5}H${window.width}`} />
      <NowLine x={toX(window, clock.value)} top={TOP - 10} base={BASE + 4} />
    </svg>
  );
}

function Cursor({ at }: { at: Signal<Column | undefined> }) {
  if (!at.value) return null;
  return <rect class="cursor" x={at.value.x - 1} y={TOP} width={at.value.width + 2} height={BARS} />;
}
