// Charts of the duration and the delay of the last runs, one dot per run on a log scale.
import type { Run } from '../../../client/src/index.ts';
import { formatCount, formatDuration } from '../format/time.ts';
import { useWidth } from './chart.tsx';
import type { PastRun, PastRuns } from './timeline-data.ts';

const MAX_RUNS = 100;
const HEIGHT = 96;
const MARGIN = 8;

interface Dot {
  value: number;
  status: Run['status'];
}

export function LastRuns({ past }: { past: PastRuns | undefined }) {
  const isLoaded = past !== undefined;
  const sent = (past?.runs ?? [])
    .filter((run) => run.isFinished && run.durationMs !== null)
    .slice(0, MAX_RUNS);
  const dotsOf = (read: (run: PastRun) => number | null): Dot[] =>
    sent.toReversed().flatMap((run) => {
      const value = read(run);
      return value === null ? [] : [{ value, status: run.status }];
    });
  return (
    <>
      <Chart title="Duration" dots={dotsOf(({ durationMs }) => durationMs)} isLoaded={isLoaded} />
      <Chart title="Delay" dots={dotsOf(({ latenessMs }) => latenessMs)} isLoaded={isLoaded} />
    </>
  );
}

function Chart({ title, dots, isLoaded }: { title: string; dots: readonly Dot[]; isLoaded: boolean }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const sorted = dots.map(({ value }) => value).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  const summary =
    dots.length === 0
      ? isLoaded
        ? 'No runs yet.'
        : ''
      : `median ${formatDuration(at(0.5))}, p95 ${formatDuration(at(0.95))}, max ${formatDuration(at(1))}`;
  return (
    <figure class="last-runs">
      <figcaption>
        <h3>{title}</h3>
        <p class="hint">{summary}</p>
      </figcaption>
      {/* A job without runs needs no room for the chart. */}
      <div ref={ref} style={{ height: isLoaded && dots.length === 0 ? 0 : `${HEIGHT}px` }}>
        {dots.length > 0 && width.value > 0 && (
          <svg
            width={width.value}
            height={HEIGHT}
            role="img"
            aria-label={`${title} of the last ${formatCount(dots.length)} runs: ${summary}`}
          >
            <Dots dots={dots} width={width.value} min={sorted[0]!} max={at(1)} median={at(0.5)} />
          </svg>
        )}
      </div>
    </figure>
  );
}

interface DotsProps {
  dots: readonly Dot[];
  width: number;
  min: number;
  max: number;
  median: number;
}

function Dots({ dots, width, min, max, median }: DotsProps) {
  const log = (value: number) => Math.log(value + 1);
  // The scale spans at least a factor of 4, so that small variations stay small.
  const span = Math.max(log(max) - log(min), Math.log(4));
  const middle = (log(max) + log(min)) / 2;
  const toY = (value: number) =>
    Math.round((0.5 - (log(value) - middle) / span) * (HEIGHT - 2 * MARGIN) + MARGIN) + 0.5;
  const step = Math.min(16, (width - 2 * MARGIN) / Math.max(1, dots.length - 1));
  const start = width - MARGIN - step * (dots.length - 1);
  return (
    <>
      <path class="ground" d={`M0 ${HEIGHT - 0.5}H${width}`} />
      <path class="median" d={`M0 ${toY(median)}H${width}`} />
      {dots.map(({ value, status }, index) => {
        const x = start + index * step;
        const y = toY(value);
        return status === 'failed' ? (
          <path key={index} class="bar-failed" d={`M${x} ${y - 3.5}l3.5 6.5h-2.5l-1-2-1 2h-2.5z`} />
        ) : (
          <circle key={index} class={`dot dot-${status}`} cx={x} cy={y} r="2" />
        );
      })}
    </>
  );
}
