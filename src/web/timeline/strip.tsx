// Small timeline for a table row: the last 20 runs, now, and the next 5 occurrences.
import { effect, type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Job, JobTimeline } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { toWords } from '../format/job-text.tsx';
import { formatDuration, formatShort } from '../format/time.ts';
import type { List } from '../list/list.ts';
import { LIST_INTERVALS, useQuery } from '../query.ts';
import { goTo, links } from '../router.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { Bar, barHeight, NowLine } from './chart.tsx';

const MAX_RUNS = 20;
const MAX_NEXT = 5;
const SLOT_WIDTH = 7;
const BAR_WIDTH = 5;
const HEIGHT = 24;
const BASE = HEIGHT - 1;
const NOW_X = MAX_RUNS * SLOT_WIDTH + 3;
const WIDTH = NOW_X + 4 + MAX_NEXT * SLOT_WIDTH;

type TimelineRun = JobTimeline['runs'][number];

/** Keeps its size while `timeline` is loading (undefined). If there is less room, older runs are cut off. */
export function Strip({ timeline }: { timeline: JobTimeline | undefined }) {
  /** Slot under the mouse pointer. */
  const at = useSignal<number | undefined>(undefined);
  const isPaused = isSchedulerPaused();
  const picture = useMemo(() => draw(timeline, isPaused), [timeline, isPaused]);
  const run = timeline?.runs[(at.value ?? -1) - firstSlot(timeline)];
  return (
    <svg
      class={run ? 'strip strip-at-run' : 'strip'}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMaxYMid slice"
      height={HEIGHT}
      role="img"
      aria-label={summaryText(timeline)}
      onMouseMove={(event) => {
        at.value = slotAt(event);
      }}
      onMouseLeave={() => {
        at.value = undefined;
      }}
      // For the mouse only: the job page lists the same runs for keyboard and screen reader.
      onClick={() => run && goTo(links.run(run.id))}
    >
      {at.value !== undefined && <title>{run ? runText(run) : nextText(timeline, at.value)}</title>}
      {run && <rect class="slot" x={at.value! * SLOT_WIDTH - 1} y="0" width={SLOT_WIDTH} height={HEIGHT} />}
      {picture}
    </svg>
  );
}

/** Draws few elements, because there are many rows: one path for successes, one for occurrences. */
function draw(timeline: JobTimeline | undefined, isPaused: boolean) {
  const runs = timeline?.runs.slice(-MAX_RUNS) ?? [];
  const next = isPaused ? [] : (timeline?.next.slice(0, MAX_NEXT) ?? []);
  const start = MAX_RUNS - runs.length;
  const bars = runs.map((run, index) => ({
    run,
    x: (start + index) * SLOT_WIDTH,
    height: barHeight(run.duration_ms) * (HEIGHT - 2),
  }));
  const succeeded = bars.filter(({ run }) => run.status === 'succeeded');
  return (
    <>
      <path class="ground" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
      <path
        class="bar-succeeded"
        d={succeeded.map(({ x, height }) => `M${x} ${BASE}v${-height}h${BAR_WIDTH}v${height}z`).join('')}
      />
      {bars
        .filter(({ run }) => run.status !== 'succeeded')
        .map(({ run, x, height }) => (
          <Bar key={run.id} x={x} base={BASE} width={BAR_WIDTH} height={height} status={run.status} />
        ))}
      <NowLine x={NOW_X} base={HEIGHT} />
      <path
        class="bar-tick"
        d={next.map((_, index) => `M${NOW_X + 4.5 + index * SLOT_WIDTH} ${BASE - 0.5}v-8h4v8z`).join('')}
      />
    </>
  );
}

function firstSlot(timeline: JobTimeline | undefined): number {
  return MAX_RUNS - (timeline?.runs.length ?? 0);
}

function slotAt(event: MouseEvent): number {
  const box = (event.currentTarget as SVGElement).getBoundingClientRect();
  // The right end is always visible.
  const x = WIDTH - (box.right - event.clientX);
  return x < NOW_X ? Math.floor((x + 1) / SLOT_WIDTH) : MAX_RUNS + Math.floor((x - NOW_X - 3) / SLOT_WIDTH);
}

/** `failed 503, 24 Nov 14:00:00, took 340 ms` */
function runText(run: TimelineRun): string {
  const code = run.status_code === null ? '' : ` ${run.status_code}`;
  const count = run.missed_count !== null && run.missed_count > 1 ? `, ${run.missed_count} occurrences` : '';
  const took = run.duration_ms === null ? '' : `, took ${formatDuration(run.duration_ms)}`;
  return `${toWords(run.status)}${code}, ${formatShort(run.scheduled_for)}${count}${took}`;
}

function nextText(timeline: JobTimeline | undefined, slot: number): string {
  const at = timeline?.next[slot - MAX_RUNS];
  return at && !isSchedulerPaused() ? `upcoming, ${formatShort(at)}` : summaryText(timeline);
}

function summaryText(timeline: JobTimeline | undefined): string {
  if (!timeline) return 'Loading runs';
  if (timeline.runs.length === 0) return 'No runs yet';
  const counts = new Map<string, number>();
  for (const { status } of timeline.runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const counted = Array.from(
    counts,
    ([status, count]) => `${count} ${toWords(status as TimelineRun['status'])}`,
  );
  return `Last ${timeline.runs.length === 1 ? 'run' : `${timeline.runs.length} runs`}: ${counted.join(', ')}`;
}

const IDS_PER_REQUEST = 100;
/** Delays the request while scrolling, so that rows that pass by load nothing. */
const SCROLL_PAUSE_MS = 80;
/** Timelines of rows that were scrolled past are kept up to this number. */
const MAX_TIMELINES = 300;

/** By job ID; call it once, in the table: a query per row would make scrolling slow. */
export function useTimelines(list: List<Job>): ReadonlySignal<Record<string, JobTimeline> | undefined> {
  const query = useQuery<Record<string, JobTimeline>>(
    'timelines',
    async ({ known = {} }) => {
      const ids = list.idsInView.peek();
      const entries = Object.entries(known);
      for (let from = 0; from < ids.length; from += IDS_PER_REQUEST)
        for (const timeline of await api.jobs.listTimelines(ids.slice(from, from + IDS_PER_REQUEST)))
          entries.push([timeline.job_id, timeline]);
      return Object.fromEntries(entries.slice(-MAX_TIMELINES));
    },
    LIST_INTERVALS,
  );
  const loadLater = () => {
    const ids = list.idsInView.value;
    const timer = setTimeout(() => {
      const known = query.data.peek() ?? {};
      if (ids.some((id) => !(id in known))) void query.refresh();
    }, SCROLL_PAUSE_MS);
    return () => clearTimeout(timer);
  };
  useEffect(() => effect(loadLater), [list]);
  return query.data;
}
