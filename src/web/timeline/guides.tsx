// Faint lines that tell how high is how much: time, or runs in a bucket.
import { formatCount, formatDuration } from '../format/time.ts';
import { heightOf } from './bar.tsx';
import type { Columns } from './columns.ts';
import type { Window } from './window.ts';

const durations = [10, 100, 1_000, 10_000];

interface Props {
  arranged: Columns;
  window: Window;
  base: number;
  height: number;
}

export function Guides({ arranged: { bucketMs, peak }, window: { width }, base, height }: Props) {
  const lines =
    bucketMs === null
      ? durations.map((ms) => ({ share: heightOf(ms), text: formatSpan(ms) }))
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

/** Round spans: `1 s`, not `1.00 s`. */
export const formatSpan = (ms: number) => formatDuration(ms).replace(/\.0+ /, ' ');
