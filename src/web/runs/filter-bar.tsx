// Narrows the list of runs: by job, by what started them, and by time; all of it is in the address.

import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { links, setQuery } from '../router.ts';
import { lasts, type Wanted } from './filter.ts';
import { JobField } from './job-field.tsx';
import { TimeFields } from './time-fields.tsx';

interface Props {
  wanted: Wanted;
  /** The chosen job's, where a run of the list tells it. */
  jobName: string | undefined;
  count: string;
}

export function FilterBar({ wanted, jobName, count }: Props) {
  const { job_id, trigger, last, from, to } = wanted;
  const isExact = from !== undefined || to !== undefined;
  return (
    <div class="filter-bar" role="search" aria-label="Filter runs">
      {job_id ? (
        <ChosenJob key={job_id} id={job_id} jobName={jobName} />
      ) : (
        <JobField name="" onChoose={(job) => setQuery({ job_id: job?.id })} />
      )}
      <select
        aria-label="Started by"
        value={trigger ?? ''}
        onChange={({ currentTarget }) => setQuery({ trigger: currentTarget.value })}
      >
        <option value="">Any trigger</option>
        {Object.entries(startedBy).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      <select
        aria-label="Time"
        value={isExact ? 'exact' : (last ?? '')}
        onChange={({ currentTarget: { value } }) =>
          setQuery(
            value === 'exact'
              ? { last: undefined, from: new Date(Date.now() - 86_400_000).toISOString() }
              : { last: value, from: undefined, to: undefined },
          )
        }
      >
        <option value="">Any time</option>
        {Object.entries(lasts).map(([name, { words }]) => (
          <option key={name} value={name}>
            {`The ${words}`}
          </option>
        ))}
        <option value="exact">From … to …</option>
      </select>
      {isExact && <TimeFields from={from} to={to} />}
      {Object.keys(wanted).length > 0 && (
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

const startedBy: Record<Run['trigger'], string> = {
  schedule: 'By their schedule',
  manual: 'By hand',
  backfill: 'By a backfill',
  retry: 'By hand, again',
};

/** A job that is deleted is known by its runs alone. */
function ChosenJob({ id, jobName }: { id: string; jobName: string | undefined }) {
  const job = useLive(`job ${id}`, () => api.jobs.get(id), { on: ['jobs'] });
  const name = job.data.value?.name ?? jobName ?? (job.isGone.value ? 'a deleted job' : '…');
  return <JobField name={name} onChoose={(chosen) => setQuery({ job_id: chosen?.id })} />;
}
