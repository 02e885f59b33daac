// Horizontal grid lines with labels: durations, or the number of runs in a bucket.
import { formatCount, formatDuration } from '../format/time.ts';
import { barHeight } from './bars.tsx';
import type { Columns } from './columns.ts';
import type { TimeWindow } from './window.ts';

const durations = [10, 100, 1_000, 10_000];

interface Props {
  arranged: Columns;
  window: TimeWindow;
  base: number;
  height: number;
}

export function GridLines({ arranged: { bucketMs, peak }, window: { width }, base, height }: Props) {
  const lines =
    bucketMs === null
      ? durations.map((ms) => ({ share: barHeight(ms), text: formatSpan(ms) }))
      : [{ share: 1, text: `${formatCount(peak)} in` }];
  return (
    <g class="guides">
      {bucketMs !== null && <Label y={base - height + 14} text={formatSpan(bucketMs)} />}
      {lines.map(({ share, text }) => {
        const y = Math.round(base - share * height) + 0.5;
        return (
          <g key={text}>
            <path d={`M0 ${y}H${width}`} />
            <Label y={y} text={text} />
          </g>
        );
      })}
    </g>
  );
}

function Label({ y, text }: { y: number; text: string }) {
  return (
    <text x="-6" y={y + 4} text-anchor="end">
      {text}
    </text>
  );
}

/** Formats round durations as `1 s` instead of `1.00 s`. */
export const formatSpan = (ms: number) => formatDuration(ms).replace(/\.0+ /, ' ');
