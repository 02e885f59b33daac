// Draws the phases of an attempt as a waterfall chart.
import type { Attempt } from '../../../client/src/index.ts';
import { useWidth } from '../parts/use-width.ts';
import { describePhases, readPhases } from './phases.ts';

const ROW_HEIGHT = 20;
const NAME_WIDTH = 84;
const VALUE_WIDTH = 64;

export function Waterfall({ attempt }: { attempt: Attempt }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const phases = readPhases(attempt);
  const total = attempt.timings?.total_ms ?? 0;
  if (phases.length === 0) return null;
  const plotWidth = width.value - NAME_WIDTH - VALUE_WIDTH;
  const x = (ms: number) => NAME_WIDTH + (total === 0 ? 0 : (ms / total) * plotWidth);
  return (
    <div ref={ref} class="waterfall" style={{ height: `${phases.length * ROW_HEIGHT}px` }}>
      {width.value > 0 && (
        <svg
          width={width.value}
          height={phases.length * ROW_HEIGHT}
          role="img"
          aria-label={`Timings: ${describePhases(phases)}`}
        >
          <path
            class="ground"
            d={`M${NAME_WIDTH - 0.5} 0v${phases.length * ROW_HEIGHT}M${x(total) + 0.5} 0v${phases.length * ROW_HEIGHT}`}
          />
          {phases.map(({ name, kind, from, ms, label }, index) => (
            <g key={name} transform={`translate(0 ${index * ROW_HEIGHT})`}>
              <text class="waterfall-name" x="0" y="14">
                {name}
              </text>
              {ms === null ? (
                <text class="waterfall-note" x={x(from) + 8} y="14">
                  {label}
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
                    {label}
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
