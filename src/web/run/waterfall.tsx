// Where the time of an attempt went, phase below phase.
import type { Attempt } from '../../../client/src/index.ts';
import { useWidth } from '../parts/width.ts';
import { describePhases, readPhases } from './phases.ts';

const ROW = 20;
const NAMES = 84;
const VALUES = 64;

export function Waterfall({ attempt }: { attempt: Attempt }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const phases = readPhases(attempt);
  const total = attempt.timings?.total_ms ?? 0;
  if (phases.length === 0) return null;
  const room = width.value - NAMES - VALUES;
  const x = (ms: number) => NAMES + (total === 0 ? 0 : (ms / total) * room);
  return (
    <div ref={ref} class="waterfall" style={{ height: `${phases.length * ROW}px` }}>
      {width.value > 0 && (
        <svg
          width={width.value}
          height={phases.length * ROW}
          role="img"
          aria-label={`Where the time went: ${describePhases(phases)}`}
        >
          <path
            class="ground"
            d={`M${NAMES - 0.5} 0v${phases.length * ROW}M${x(total) + 0.5} 0v${phases.length * ROW}`}
          />
          {phases.map(({ name, kind, from, ms, told }, index) => (
            <g key={name} transform={`translate(0 ${index * ROW})`}>
              <text class="waterfall-name" x="0" y="14">
                {name}
              </text>
              {ms === null ? (
                <text class="waterfall-note" x={x(from) + 8} y="14">
                  {told}
                </text>
              ) : (
                <>
                  <rect
                    class={`waterfall-${kind}`}
                    x={x(from)}
                    y="4"
                    width={Math.max(1.5, x(from + ms) - x(from))}
                    height="12"
                  />
                  <text class="waterfall-value" x={width.value} y="14">
                    {told}
                  </text>
                </>
              )}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
