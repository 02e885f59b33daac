// The filter bar of the run list: job, trigger and time, all kept in the URL.
import type { Page, Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { DAY_MS } from '../format/units.ts';
import { ColumnsMenu } from '../parts/columns-menu.tsx';
import { useQuery } from '../query.ts';
import { ExportMenu } from '../parts/export-menu.tsx';
import { SavedViews } from '../parts/saved-views.tsx';
import { ZoneSwitch } from '../parts/zone-switch.tsx';
import { links, setQuery } from '../router.ts';
import { periods, type RunListParams, runColumns } from './filter.ts';
import { JobField } from './job-field.tsx';
import { MoreFilters } from './more-filters.tsx';
import { TimeFields } from './time-fields.tsx';

interface Props {
  params: RunListParams;
  /** The name of the chosen job, taken from a listed run; undefined while none is loaded. */
  jobName: string | undefined;
  count: string;
  fetchPage: (query: { limit: number; cursor?: string }) => PromiseLike<Page<Run>>;
}

export function FilterBar({ params, jobName, count, fetchPage }: Props) {
  const { job_id, trigger, last, from, to } = params;
  const isExact = from !== undefined || to !== undefined;
  return (
    <div class="filter-bar" role="search" aria-label="Filter runs">
      {job_id ? (
        <ChosenJob key={job_id} id={job_id} jobName={jobName} />
      ) : (
        <JobField name="" onChoose={(job) => setQuery({ job_id: job?.id })} />
      )}
      <select
        aria-label="Trigger"
        value={trigger ?? ''}
        onChange={({ currentTarget }) => setQuery({ trigger: currentTarget.value })}
      >
        <option value="">Any trigger</option>
        {Object.entries(triggerLabels).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <select
        aria-label="Time"
        value={isExact ? 'exact' : (last ?? '')}
        onChange={({ currentTarget: { value } }) =>
          setQuery(
            value === 'exact'
              ? { last: undefined, from: new Date(Date.now() - DAY_MS).toISOString() }
              : { last: value, from: undefined, to: undefined },
          )
        }
      >
        <option value="">Any time</option>
        {Object.entries(periods).map(([name, { label }]) => (
          <option key={name} value={name}>
            {`The ${label}`}
          </option>
        ))}
        <option value="exact">From … to …</option>
      </select>
      {isExact && <TimeFields from={from} to={to} />}
      <MoreFilters params={params} />
      <SavedViews list="runs" />
      <ColumnsMenu columns={runColumns} />
      <ExportMenu name="runs" fetchPage={fetchPage} />
      <ZoneSwitch />
      {Object.keys(params).length > 0 && (
        <a class="button plain" href={links.runs()}>
          Clear filters
        </a>
      )}
      <span class="muted count" role="status">
        {count}
      </span>
    </div>
  );
}

const triggerLabels: Record<Run['trigger'], string> = {
  schedule: 'Schedule',
  manual: 'Manual',
  backfill: 'Backfill',
  retry: 'Retry',
};

/** Shows a deleted job by the name that its runs keep. */
function ChosenJob({ id, jobName }: { id: string; jobName: string | undefined }) {
  const job = useQuery(`job ${id}`, () => api.jobs.get(id), { on: ['jobs'] });
  const name = job.data.value?.name ?? jobName ?? (job.isGone.value ? 'a deleted job' : '…');
  return <JobField name={name} onChoose={(chosen) => setQuery({ job_id: chosen?.id })} />;
}
