// Full-width timeline of a job. Hover shows details of a run, a click opens the run.
import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { now as clock } from '../clock.ts';
import { shownZone } from '../format/zone.ts';
import { goTo, links, linkWith } from '../router.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { GUTTER, NowLine, type TimeWindow, toX, useWidth } from './chart.tsx';
import { type Column, findColumn } from './columns.ts';
import { BARS, BASE, type Drawing, drawTimeline, HEIGHT, TOP } from './drawing.tsx';
import { Readout, showRuns, timelineSummary } from './readout.tsx';
import { createWindow, rangeNames, ranges, type Timeline } from './timeline-data.ts';
import { TimelineNotes, useTimelineNotes } from './timeline-notes.tsx';

export function JobTimeline({ job, timeline }: { job: Job; timeline: Timeline }) {
  const { past, range, ahead } = timeline;
  const { ref, width } = useWidth<HTMLDivElement>();
  const at = useSignal<Column | undefined>(undefined);
  const isPaused = isSchedulerPaused();
  const zone = shownZone();
  const notes = useTimelineNotes(job, range, past?.runs);
  const isLoaded = past !== undefined && range !== undefined && width.value > GUTTER;
  const window = isLoaded ? createWindow(range, clock.value, width.value - GUTTER) : undefined;
  const drawing = useMemo(
    () => window && past && drawTimeline(job, past, isPaused ? undefined : ahead, window, zone, notes),
    [past, ahead, job, range, window?.now, width.value, isPaused, zone, notes],
  );
  return (
    <section class="job-timeline" aria-labelledby="timeline">
      <header>
        <h2 id="timeline">Timeline</h2>
        <nav class="filters" aria-label="Time range of the timeline">
          {rangeNames.map((name) => (
            <a key={name} href={linkWith({ range: name })} aria-current={name === range ? 'true' : undefined}>
              {ranges[name].text}
            </a>
          ))}
        </nav>
      </header>
      <div class="timeline-readout" aria-live="polite">
        {drawing && range && <Readout drawing={drawing} at={at} zone={zone} range={range} />}
      </div>
      <div ref={ref} class="timeline-plot" style={{ height: `${HEIGHT}px` }}>
        {drawing && window && range && (
          <Plot drawing={drawing} window={window} at={at} label={timelineSummary(drawing, range)} />
        )}
      </div>
      {drawing && window && <TimelineNotes notes={notes} window={window} />}
    </section>
  );
}

interface PlotProps {
  drawing: Drawing;
  window: TimeWindow;
  at: Signal<Column | undefined>;
  label: string;
}

function Plot({ drawing, window, at, label }: PlotProps) {
  const { columns } = drawing.arranged;
  const find = (event: MouseEvent) => findColumn(columns, event.offsetX - GUTTER);
  const unloadedWidth = drawing.since === null ? 0 : toX(window, drawing.since);

  function open(event: MouseEvent): void {
    const column = find(event);
    const shown = at.peek();
    // The first tap on a touch screen shows details, the second tap opens the run.
    if (!column || !shown || Math.abs(shown.x - column.x) > 1) {
      at.value = column;
      return;
    }
    openColumn(shown);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const shown = at.peek();
    if (step !== undefined) {
      event.preventDefault();
      const index = shown ? columns.indexOf(shown) + step : newestColumn(columns, clock.peek());
      at.value = columns[Math.min(Math.max(index, 0), columns.length - 1)];
    } else if (event.key === 'Enter' && shown) openColumn(shown);
    else if (event.key === 'Escape') at.value = undefined;
  }

  return (
    <div
      role="group"
      aria-label="Runs of the timeline: arrow keys choose one, Enter opens it"
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => {
        at.value = undefined;
      }}
    >
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
        {unloadedWidth > 0 && <rect class="unknown" x="0" y={TOP} width={unloadedWidth} height={BARS} />}
        <Cursor at={at} />
        {drawing.picture}
        <path class="ground" d={`M0 ${BASE + 0.5}H${window.width}`} />
        <NowLine x={toX(window, clock.value)} top={TOP - 10} base={BASE + 4} />
      </svg>
    </div>
  );
}

function openColumn(column: Column): void {
  const [first, ...others] = column.runs;
  if (first && others.length === 0) goTo(links.run(first.id));
  else if (first) showRuns(column);
}

/** The last column with a run, where the arrow keys start. */
function newestColumn(columns: readonly Column[], now: number): number {
  return columns.findLastIndex(({ from, runs }) => runs.length > 0 && from <= now);
}

function Cursor({ at }: { at: Signal<Column | undefined> }) {
  if (!at.value) return null;
  return <rect class="cursor" x={at.value.x - 1} y={TOP} width={at.value.width + 2} height={BARS} />;
}
