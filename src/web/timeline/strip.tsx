// A job's timeline for a row: its last 20 runs, now, and its next few occurrences.
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { JobTimeline } from '../../../client/src/index.ts';
import { formatDuration, formatShort } from '../format/time.ts';
import { toWords } from '../format/words.ts';
import { goTo, links } from '../router.ts';
import { Bar, heightOf, NowLine } from './bar.tsx';

const RUNS = 20;
const NEXT = 5;
const SLOT = 7;
const BAR = 5;
const HEIGHT = 24;
const BASE = HEIGHT - 1;
const NOW = RUNS * SLOT + 3;
const WIDTH = NOW + 4 + NEXT * SLOT;

type TimelineRun = JobTimeline['runs'][number];

/** Undefined: not known yet; it takes its room all the same. Where it is made narrower, older runs are cut off. */
export function Strip({ timeline }: { timeline: JobTimeline | undefined }) {
  /** The slot that the mouse is at. */
  const at = useSignal<number | undefined>(undefined);
  const picture = useMemo(() => draw(timeline), [timeline]);
  const run = timeline?.runs[(at.value ?? -1) - firstSlot(timeline)];
  return (
    <svg
      class={run ? 'strip strip-at-run' : 'strip'}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMaxYMid slice"
      height={HEIGHT}
      role="img"
      aria-label={describe(timeline)}
      onMouseMove={(event) => {
        at.value = slotAt(event);
      }}
      onMouseLeave={() => {
        at.value = undefined;
      }}
      // With the mouse only: the runs are listed on the job's page for everybody.
      onClick={() => run && goTo(links.run(run.id))}
    >
      {at.value !== undefined && <title>{run ? tell(run) : tellNext(timeline, at.value)}</title>}
      {run && <rect class="slot" x={at.value! * SLOT - 1} y="0" width={SLOT} height={HEIGHT} />}
      {picture}
    </svg>
  );
}

/** Few elements, for there are many rows: what succeeded is one path, what is to come another. */
function draw(timeline: JobTimeline | undefined) {
  const runs = timeline?.runs.slice(-RUNS) ?? [];
  const next = timeline?.next.slice(0, NEXT) ?? [];
  const start = RUNS - runs.length;
  const bars = runs.map((run, index) => ({
    run,
    x: (start + index) * SLOT,
    height: heightOf(run.duration_ms) * (HEIGHT - 2),
  }));
  const good = bars.filter(({ run }) => run.status === 'succeeded');
  return (
    <>
      <path class="ground" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
      <path
        class="bar-succeeded"
        d={good.map(({ x, height }) => `M${x} ${BASE}v${-height}h${BAR}v${height}z`).join('')}
      />
      {bars
        .filter(({ run }) => run.status !== 'succeeded')
        .map(({ run, x, height }) => (
          <Bar key={run.id} x={x} base={BASE} width={BAR} height={height} status={run.status} />
        ))}
      <NowLine x={NOW} base={HEIGHT} />
      <path
        class="bar-tick"
        d={next.map((_, index) => `M${NOW + 4.5 + index * SLOT} ${BASE - 0.5}v-8h4v8z`).join('')}
      />
    </>
  );
}

function firstSlot(timeline: JobTimeline | undefined): number {
  return RUNS - (timeline?.runs.length ?? 0);
}

function slotAt(event: MouseEvent): number {
  const box = (event.currentTarget as SVGElement).getBoundingClientRect();
  // The right end is always seen.
  const x = WIDTH - (box.right - event.clientX);
  return x < NOW ? Math.floor((x + 1) / SLOT) : RUNS + Math.floor((x - NOW - 3) / SLOT);
}

/** `failed 503, 24 Nov 14:00:00, took 340 ms` */
function tell(run: TimelineRun): string {
  const code = run.status_code === null ? '' : ` ${run.status_code}`;
  const count = run.missed_count !== null && run.missed_count > 1 ? `, ${run.missed_count} occurrences` : '';
  const took = run.duration_ms === null ? '' : `, took ${formatDuration(run.duration_ms)}`;
  return `${toWords(run.status)}${code}, ${formatShort(run.scheduled_for)}${count}${took}`;
}

function tellNext(timeline: JobTimeline | undefined, slot: number): string {
  const at = timeline?.next[slot - RUNS];
  return at ? `to come, ${formatShort(at)}` : describe(timeline);
}

function describe(timeline: JobTimeline | undefined): string {
  if (!timeline) return 'Runs are being looked up';
  if (timeline.runs.length === 0) return 'It has not run yet';
  const counts = new Map<string, number>();
  for (const { status } of timeline.runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const told = Array.from(
    counts,
    ([status, count]) => `${count} ${toWords(status as TimelineRun['status'])}`,
  );
  return `Last ${timeline.runs.length === 1 ? 'run' : `${timeline.runs.length} runs`}: ${told.join(', ')}`;
}
