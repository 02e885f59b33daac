// Draws the occurrences of many jobs on one time axis: a row per job, a tick per occurrence.
import type { UpcomingOccurrences } from '../../../client/src/index.ts';
import { formatCount, formatCounted } from '../format/time.ts';
import { links } from '../router.ts';
import { listTicks } from '../timeline/axis.tsx';
import { useWidth } from '../timeline/chart.tsx';

const MAX_JOBS = 30;
const ROW = 20;

interface Props {
  data: UpcomingOccurrences['data'];
  /** Unix milliseconds. */
  from: number;
  to: number;
  zone: string;
}

export function UpcomingAxis({ data, from, to, zone }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const jobs = [...Map.groupBy(data, ({ job_id }) => job_id)].slice(0, MAX_JOBS);
  const others = new Set(data.map(({ job_id }) => job_id)).size - jobs.length;
  const x = (at: number) => ((at - from) / (to - from)) * width.value;
  const ticks = width.value > 0 ? listTicks({ from, to, now: from, width: width.value }, zone) : [];
  return (
    <section class="upcoming-axis" aria-label="Time axis">
      <ol>
        {jobs.map(([id, occurrences]) => {
          const [{ job_name: name }] = occurrences as [(typeof occurrences)[number]];
          const count = formatCount(occurrences.length);
          return (
            <li key={id}>
              <a class="cut" dir="auto" href={links.job(id)} title={name}>
                {name}
              </a>
              <svg
                width={width.value}
                height={ROW}
                role="img"
                aria-label={`${name}: ${count} ${occurrences.length === 1 ? 'occurrence' : 'occurrences'}`}
              >
                <path class="ground" d={`M0 ${ROW - 0.5}H${width.value}`} />
                <path
                  class="grid"
                  d={ticks.map(({ at }) => `M${Math.round(x(at)) + 0.5} 0V${ROW}`).join('')}
                />
                <path
                  class="upcoming-tick"
                  d={occurrences
                    .map(({ scheduled_for }) => `M${x(Date.parse(scheduled_for)).toFixed(1)} 4V${ROW - 1}`)
                    .join('')}
                />
              </svg>
            </li>
          );
        })}
      </ol>
      <div class="upcoming-labels">
        <span class="muted">{others > 0 && `and ${formatCounted(others, 'more job')}`}</span>
        <div ref={ref}>
          <svg width={width.value} height="16" aria-hidden="true">
            {ticks
              .filter(({ at }) => x(at) > 24 && x(at) < width.value - 24)
              .map(({ at, label }) => (
                <text key={at} class="axis axis-middle" x={x(at)} y="12">
                  {label}
                </text>
              ))}
          </svg>
        </div>
      </div>
    </section>
  );
}
