// The load as it is drawn: bars on a ground, marks of what did not run beneath it, how late runs were, and the times.
import { now as clock } from '../clock.ts';
import { Bar, heightOf, Tick } from './bar.tsx';
import { labelTimes } from './load-axis.ts';
import type { Coming, Ended, Scale, Span } from './load-buckets.ts';

const TOP = 20;
const GROUND = 136;
const FULL = GROUND - TOP;
const GAPS = 148;
const LATE = 172;
const HEIGHT = 192;
/** What happened at all is seen, and a failure among thousands is. */
const LEAST = { succeeded: 1.5, canceled: 5, failed: 6 };

interface Props {
  ended: readonly Ended[];
  coming: readonly Coming[];
  now: number;
  xOf: (at: number) => number;
  stretch: Span;
  width: number;
  scale: Scale;
  /** Of the full height. */
  shareOf: (bucket: Ended | Coming) => number;
  isEstimate: boolean;
  summary: string;
}

export function LoadDrawing(props: Props) {
  const { ended, coming, now, xOf, stretch, width, scale, shareOf, isEstimate, summary } = props;
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary}>
      <path class="ground" d={`M0 ${TOP - 0.5}H${width}M0 ${GROUND + 0.5}H${width}`} />
      <text class="axis" x="0" y={TOP - 8}>
        {scale.label}
      </text>
      <text class="axis axis-end" x={width} y={TOP - 8}>
        {isEstimate && coming.length > 0 ? 'forecast, estimated' : 'forecast'}
      </text>
      {ended.map((bucket) => (
        <Stack key={bucket.from} bucket={bucket} now={now} xOf={xOf} share={shareOf(bucket)} />
      ))}
      {coming.map((bucket) => {
        if (bucket.runs === 0) return null;
        // The line for now has room of its own.
        const x = Math.round(xOf(bucket.from)) + (bucket.isCurrent ? 2 : 0);
        const width = Math.max(3, Math.round(xOf(bucket.to)) - 1 - x);
        const height = Math.max(3, Math.round(shareOf(bucket) * FULL));
        return <Tick key={bucket.to} x={x} base={GROUND} width={width} height={height} />;
      })}
      <path class="late-line" d={drawLateness(ended, now, xOf)} />
      {labelTimes(stretch, width)
        // The word for now has that place.
        .filter(({ at }) => Math.abs(xOf(at) - xOf(now)) > 36 && xOf(at) > 16 && xOf(at) < width - 20)
        .map(({ at, text }) => (
          <g key={at}>
            <path class="ground" d={`M${Math.round(xOf(at)) + 0.5} ${GROUND}v4`} />
            <text class="axis axis-middle" x={xOf(at)} y={HEIGHT - 4}>
              {text}
            </text>
          </g>
        ))}
    </svg>
  );
}

/** Where the past ends: it moves with the clock. */
export function NowMark({ xOf, from, to, width }: { xOf: Props['xOf'] } & Span & { width: number }) {
  const x = xOf(Math.min(Math.max(clock.value, from), to));
  return (
    <svg class="load-now" width={width} height={HEIGHT} aria-hidden="true">
      <path class="now-line" d={`M${x} ${TOP - 1}V${LATE + 2}`} />
      <text class="axis axis-middle" x={Math.min(x, width - 16)} y={HEIGHT - 4}>
        now
      </text>
    </svg>
  );
}

function Stack({
  bucket,
  now,
  xOf,
  share,
}: {
  bucket: Ended;
  now: number;
  xOf: Props['xOf'];
  share: number;
}) {
  const x = Math.round(xOf(bucket.from));
  const width = Math.max(2, Math.round(xOf(Math.min(bucket.to, now))) - 1 - x);
  const runs = bucket.succeeded + bucket.failed + bucket.canceled;
  let base = GROUND;
  return (
    <>
      {(['succeeded', 'canceled', 'failed'] as const).map((status) => {
        if (bucket[status] === 0) return null;
        const height = Math.max(LEAST[status], (bucket[status] / runs) * share * FULL);
        base -= height;
        return <Bar key={status} x={x} base={base + height} width={width} height={height} status={status} />;
      })}
      {bucket.skipped + bucket.missed > 0 && (
        <Bar
          x={x}
          base={GAPS}
          width={Math.max(width, 5)}
          height={6}
          status={bucket.missed > 0 ? 'missed' : 'skipped'}
        />
      )}
    </>
  );
}

/** A step for each bucket, on the scale of durations; interrupted where nothing started. */
function drawLateness(ended: readonly Ended[], now: number, xOf: Props['xOf']): string {
  let isDrawing = false;
  return ended
    .map(({ from, to, lateness_p99_ms: late }) => {
      if (late === null) {
        isDrawing = false;
        return '';
      }
      const y = LATE - heightOf(late) * (LATE - GAPS - 4);
      const start = isDrawing ? `V${y}` : `M${xOf(from)} ${y}`;
      isDrawing = true;
      return `${start}H${xOf(Math.min(to, now))}`;
    })
    .join('');
}
