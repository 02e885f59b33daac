// The page of upcoming occurrences of all jobs: on one time axis, and as a table.
import { useSignal } from '@preact/signals';
import type { UpcomingOccurrences } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount, formatCounted, formatInstant, formatShort } from '../format/time.ts';
import { DAY_MS, HOUR_MS } from '../format/units.ts';
import { shownZone } from '../format/zone.ts';
import { cachedTags } from '../jobs/job-search.ts';
import { TextFilter, TimeFields } from '../parts/filter-bar.tsx';
import { RelativeTime } from '../parts/instant.tsx';
import { useTitle, ZoneSwitch } from '../parts/page.tsx';
import { useQuery } from '../query.ts';
import { links, linkWith, query } from '../router.ts';
import { listTicks, useWidth } from '../timeline/chart.tsx';

const ranges = {
  '1h': { label: '1 h', ms: HOUR_MS },
  '6h': { label: '6 h', ms: 6 * HOUR_MS },
  '24h': { label: '24 h', ms: DAY_MS },
  '7d': { label: '7 d', ms: 7 * DAY_MS },
} as const;

type RangeName = keyof typeof ranges;

/** Rows added by each click. */
const ROWS = 100;
const LIMIT = 2_000;

interface Filter {
  range: RangeName;
  from?: string;
  to?: string;
  tag?: string;
  host?: string;
}

/** Ignores values in the URL that are not valid. */
function readFilter(params: URLSearchParams): Filter {
  const range = params.get('range') ?? '';
  const instant = (name: string) => {
    const ms = Date.parse(params.get(name) ?? '');
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  };
  const from = instant('from');
  const to = instant('to');
  const tag = params.get('tag') ?? '';
  const host = params.get('host') ?? '';
  return {
    range: Object.hasOwn(ranges, range) ? (range as RangeName) : '24h',
    ...(from && { from }),
    ...(to && { to }),
    ...(tag && { tag }),
    ...(host && { host }),
  };
}

export function UpcomingPage() {
  useTitle('Upcoming');
  const filter = readFilter(query.value);
  const { range, from, to, tag, host } = filter;
  const isExact = from !== undefined || to !== undefined;
  const found = useQuery(
    `upcoming ${JSON.stringify(filter)}`,
    async () => {
      const start = Math.max(Date.now(), from === undefined ? 0 : Date.parse(from));
      const end = to ?? new Date(start + ranges[range].ms).toISOString();
      const period = { from: new Date(start).toISOString(), to: end };
      // A period that has passed, and one in which `to` is before `from`, has no occurrences.
      if (Date.parse(end) <= start) return { ...period, list: undefined };
      const list = await api.occurrences({
        ...period,
        limit: LIMIT,
        ...(tag && { tag }),
        ...(host && { host }),
      });
      return { ...period, list };
    },
    { on: ['jobs'], leastMs: 5_000 },
  ).data.value;
  return (
    <>
      <header class="page-head list-head">
        <h1>Upcoming</h1>
        <nav class="filters" aria-label="Range">
          {(Object.keys(ranges) as RangeName[]).map((name) => (
            <a
              key={name}
              href={linkWith({ range: name, from: undefined, to: undefined })}
              aria-current={!isExact && name === range ? 'true' : undefined}
            >
              {ranges[name].label}
            </a>
          ))}
        </nav>
        <ZoneSwitch />
      </header>
      <div class="filter-bar" role="search" aria-label="Filter occurrences">
        <TextFilter name="tag" label="Tag" value={tag} options={cachedTags()} />
        <TextFilter name="host" label="Host" value={host} options={[]} />
        <TimeFields from={from} to={to} />
        {(isExact || tag || host) && (
          <a class="button plain" href={links.upcoming()}>
            Clear filters
          </a>
        )}
        <span class="muted count" role="status">
          {found && describeCount(found.list)}
        </span>
      </div>
      {found?.list ? (
        <Occurrences list={found.list} from={Date.parse(found.from)} to={Date.parse(found.to)} />
      ) : found ? (
        <p class="no-match">
          This period has passed. <a href={links.runs({ from: found.from, to: found.to })}>See its runs</a>
        </p>
      ) : (
        <div class="skeleton rows-room" />
      )}
    </>
  );
}

function describeCount(list: UpcomingOccurrences | undefined): string {
  if (list === undefined) return '';
  const jobs = new Set(list.data.map(({ job_id }) => job_id)).size;
  return `${formatCounted(list.data.length, 'occurrence')} of ${formatCounted(jobs, 'job')}`;
}

function Occurrences({ list, from, to }: { list: UpcomingOccurrences; from: number; to: number }) {
  const rows = useSignal(ROWS);
  const { data, complete_until, jobs_left_out, is_paused } = list;
  const isCut = Date.parse(complete_until) < to;
  if (data.length === 0)
    return (
      <p class="no-match">
        Nothing occurs in this period. <a href={links.jobs({ status: 'active' })}>See active jobs</a>
      </p>
    );
  return (
    <>
      {is_paused && <p class="advice">The scheduler is paused: none of these starts until it is resumed.</p>}
      {isCut && (
        <p class="advice">
          Shown until {formatInstant(complete_until)}.{' '}
          <a href={linkWith({ from: complete_until, to: new Date(to).toISOString() })}>See what follows</a>
        </p>
      )}
      {jobs_left_out > 0 && (
        <p class="advice">
          {jobs_left_out === 1 ? '1 job is' : `${formatCount(jobs_left_out)} jobs are`} left out. Filter by
          tag or host to see {jobs_left_out === 1 ? 'it' : 'them'}.
        </p>
      )}
      <UpcomingAxis data={data} from={from} to={isCut ? Date.parse(complete_until) : to} zone={shownZone()} />
      <table class="rows upcoming-table">
        <thead>
          <tr>
            <th class="col-when">Scheduled for</th>
            <th>Job</th>
            <th class="col-host">Target host</th>
          </tr>
        </thead>
        <tbody>
          {data.slice(0, rows.value).map(({ job_id, job_name, scheduled_for, due_at, target_host }) => (
            <tr key={`${job_id} ${scheduled_for}`}>
              <td class="cell-when cut">
                {formatShort(scheduled_for)}{' '}
                <span class="muted">{is_paused ? 'paused' : <RelativeTime at={due_at} />}</span>
              </td>
              <td class="cell-name cut" dir="auto">
                <a href={links.job(job_id)} title={job_name}>
                  {job_name}
                </a>
              </td>
              <td class="cell-host cut">
                <a class="quiet" href={linkWith({ host: target_host })} title={target_host}>
                  {target_host}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.value < data.length && (
        <button
          type="button"
          onClick={() => {
            rows.value += ROWS;
          }}
        >
          Show {formatCount(Math.min(ROWS, data.length - rows.value))} more
        </button>
      )}
    </>
  );
}

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
