// Draws the load chart: bars, marks for skipped and missed runs, delay line and time axis.
import { now as clock } from '../clock.ts';
import { shownZone } from '../format/zone.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { Bar, barHeight, listTicks, stackHeights, Tick } from './chart.tsx';
import { countRuns, type Ended, type Scale, type Span, type Upcoming } from './load-buckets.ts';

const TOP = 20;
const BASE = 136;
const BAR_HEIGHT = BASE - TOP;
const MARKS_BASE = 148;
const DELAY_BASE = 172;
const HEIGHT = 192;
const MIN_HEIGHT = 4;
const MARK_WIDTH = 6;

interface Props {
  ended: readonly Ended[];
  upcoming: readonly Upcoming[];
  now: number;
  xOf: (at: number) => number;
  timeRange: Span;
  width: number;
  scale: Scale;
  forecastScale: Scale;
  /** Share of the full height of a bucket. */
  shareOf: (bucket: Ended | Upcoming) => number;
  isEstimate: boolean;
  /** The service has computed a forecast. */
  hasForecast: boolean;
  summary: string;
}

export function LoadDrawing(props: Props) {
  const { ended, upcoming, now, xOf, timeRange, width, scale, shareOf, summary } = props;
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary}>
      <path class="ground" d={`M0 ${TOP - 0.5}H${width}M0 ${BASE + 0.5}H${width}`} />
      <text class="axis" x="0" y={TOP - 8}>
        {ended.every((bucket) => countRuns(bucket) === 0) ? 'no runs' : scale.label}
      </text>
      <text class="axis axis-end" x={width} y={TOP - 8}>
        {describeForecast(props)}
      </text>
      {ended.map((bucket) => (
        <Stack key={bucket.from} bucket={bucket} now={now} xOf={xOf} share={shareOf(bucket)} />
      ))}
      {upcoming.map((bucket) => {
        if (bucket.runs === 0) return null;
        // Leave room for the line at now.
        const x = Math.round(xOf(bucket.from)) + (bucket.isCurrent ? 2 : 0);
        const width = Math.max(3, Math.round(xOf(bucket.to)) - 1 - x);
        const height = Math.max(3, Math.round(shareOf(bucket) * BAR_HEIGHT));
        return <Tick key={bucket.to} x={x} base={BASE} width={width} height={height} />;
      })}
      <path class="late-line" d={drawDelay(ended, now, xOf)} />
      {listTicks({ ...timeRange, now, width }, shownZone())
        // Leave room for the label “now”.
        .filter(({ at, label }) => Math.abs(xOf(at) - xOf(now)) > 18 + label.length * 3.5)
        // The edge would cut them.
        .filter(({ at, label }) => Math.min(xOf(at), width - xOf(at)) > label.length * 3.5)
        .map(({ at, label }) => (
          <g key={at}>
            <path class="ground" d={`M${Math.round(xOf(at)) + 0.5} ${BASE}v4`} />
            <text class="axis axis-middle" x={xOf(at)} y={HEIGHT - 4}>
              {label}
            </text>
          </g>
        ))}
    </svg>
  );
}

/** `forecast: 20 runs an hour`; on a phone, the label of the past needs the other half of the line. */
function describeForecast({ upcoming, forecastScale, isEstimate, hasForecast }: Props): string {
  if (isSchedulerPaused()) return 'paused: no forecast';
  if (!hasForecast) return 'computing the forecast…';
  if (upcoming.every(({ runs }) => runs === 0)) return 'no runs in the forecast';
  return `${isEstimate ? 'estimate' : 'forecast'}: ${forecastScale.label}`;
}

/** The line at now, updated every second. */
export function NowMark({ xOf, from, to, width }: { xOf: Props['xOf'] } & Span & { width: number }) {
  const x = xOf(Math.min(Math.max(clock.value, from), to));
  return (
    <svg class="load-now" width={width} height={HEIGHT} aria-hidden="true">
      <path class="now-line" d={`M${x} ${TOP - 1}V${DELAY_BASE + 2}`} />
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
  const unit = (share * BAR_HEIGHT) / Math.max(1, countRuns(bucket));
  const gaps = (['skipped', 'missed'] as const).filter((status) => bucket[status] > 0);
  let base = BASE;
  return (
    <>
      {stackHeights(ran, (status) => bucket[status], unit, MIN_HEIGHT).map(([status, height]) => {
        base -= height;
        return <Bar key={status} x={x} base={base + height} width={width} height={height} status={status} />;
      })}
      {gaps.map((status, index) => (
        <Bar
          key={status}
          x={x + width / 2 + (index - gaps.length / 2) * MARK_WIDTH}
          base={MARKS_BASE}
          width={MARK_WIDTH}
          height={6}
          status={status}
        />
      ))}
    </>
  );
}

/** From bottom to top. */
const ran = ['succeeded', 'canceled', 'failed'] as const;

/** Step line of the p99 delay per bucket, interrupted where no run started. */
function drawDelay(ended: readonly Ended[], now: number, xOf: Props['xOf']): string {
  let isDrawing = false;
  return ended
    .map(({ from, to, lateness_p99_ms: delayMs }) => {
      if (delayMs === null) {
        isDrawing = false;
        return '';
      }
      const y = DELAY_BASE - barHeight(delayMs) * (DELAY_BASE - MARKS_BASE - 4);
      const start = isDrawing ? `V${y}` : `M${xOf(from)} ${y}`;
      isDrawing = true;
      return `${start}H${xOf(Math.min(to, now))}`;
    })
    .join('');
}
