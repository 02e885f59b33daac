// The filter bar of the run list: job, trigger and time, all kept in the URL.

import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { Job, Page, Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { DAY_MS } from '../format/units.ts';
import { cachedTags } from '../jobs/job-cache.ts';
import { createJobSearch } from '../palette/job-search.ts';
import { useCombobox } from '../parts/combobox.ts';
import { ExportMenu, SavedViews, TextFilter } from '../parts/filter-controls.tsx';
import { ColumnsMenu } from '../parts/menu.tsx';
import { ZoneSwitch } from '../parts/page.tsx';
import { JobStatus } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links, setQuery } from '../router.ts';
import { periods, type RunListParams, STATUS_CODE } from './filter.ts';
import { runColumns } from './runs-table.tsx';
import { TimeFields } from './time-fields.tsx';

const codes = ['5xx', '4xx', '3xx', '2xx', '500', '502', '503', '504', '404', '429'];
const errors = [
  'timeout',
  'connection_refused',
  'connection_reset',
  'connect_timeout',
  'dns_not_found',
  'tls_failed',
  'body_mismatch',
  'invalid_response',
  'worker_lost',
];

function MoreFilters({ params }: { params: RunListParams }) {
  const { status_code, error_code, host, tag } = params;
  const isChosen = [error_code, host, tag].some((value) => value !== undefined);
  const isOpen = useSignal(isChosen);
  return (
    <>
      <TextFilter
        name="status_code"
        label="Code"
        value={status_code}
        options={codes}
        pattern={STATUS_CODE}
        hint="A code such as 503, or a class such as 5xx."
      />
      {isOpen.value || isChosen ? (
        <>
          <TextFilter name="error_code" label="Error" value={error_code} options={errors} />
          <TextFilter name="host" label="Host" value={host} options={[]} />
          <TextFilter name="tag" label="Tag" value={tag} options={cachedTags()} />
        </>
      ) : (
        <button type="button" class="plain" onClick={() => (isOpen.value = true)}>
          More filters
        </button>
      )}
    </>
  );
}

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

/** The job filter of the run list: a searchable field that follows the ARIA combobox pattern. */
export const jobFieldId = 'job-of-runs';
const LIST = 'jobs-to-choose';
const MAX_OPTIONS = 8;

interface JobFieldProps {
  /** The name of the chosen job; empty while no job is chosen. */
  name: string;
  /** Called with undefined to list the runs of all jobs. */
  onChoose: (job: Job | undefined) => void;
}

function JobField({ name, onChoose }: JobFieldProps) {
  const search = useMemo(createJobSearch, []);
  const input = useRef<HTMLInputElement>(null);
  /** The search text; null while the list of options is closed. */
  const text = useSignal<string | null>(null);
  const isOpen = text.value !== null;
  const found = isOpen ? find(search.jobs.value, text.value ?? '') : [];

  const combobox = useCombobox({
    id: LIST,
    options: found,
    keyOf: (job) => job.id,
    isOpen,
    onOpen: () => open(''),
    onClose: () => {
      text.value = null;
    },
    onChoose: (job) => {
      if (!text.peek()?.trim()) closeOrClear();
      else if (job) choose(job);
    },
  });

  function open(typed: string): void {
    text.value = typed;
    combobox.mark('');
    search.search(typed);
  }

  function choose(job: Job | undefined): void {
    text.value = null;
    onChoose(job);
  }

  /** Clears the filter if the user emptied the field; otherwise restores the chosen name. */
  function closeOrClear(): void {
    if (text.peek() === '' && name !== '' && input.current?.value === '') choose(undefined);
    else text.value = null;
  }

  return (
    <div class="job-field">
      <input
        ref={input}
        id={jobFieldId}
        type="text"
        {...combobox.field}
        aria-label="Job"
        aria-keyshortcuts="/"
        placeholder="Any job    /"
        value={text.value ?? name}
        onFocus={() => input.current?.select()}
        onClick={() => isOpen || open('')}
        onInput={({ currentTarget }) => open(currentTarget.value)}
        onBlur={closeOrClear}
      />
      {isOpen && (
        // Prevents a click on an option from taking the focus from the field.
        <div class="job-options" onMouseDown={(event) => event.preventDefault()}>
          <ul {...combobox.list} aria-label="Jobs that match">
            {found.map((job) => (
              <li key={job.id} {...combobox.optionOf(job)} onClick={() => choose(job)}>
                <span class="cut">{job.name}</span> <JobStatus job={job} />
              </li>
            ))}
          </ul>
          {found.length === 0 && (
            <p class="hint">{search.isLoading.value ? 'Searching…' : 'No matching jobs.'}</p>
          )}
        </div>
      )}
    </div>
  );
}

/** Names that start with the text come first. */
function find(jobs: readonly Job[], typed: string): Job[] {
  const needle = typed.trim().toLowerCase();
  const position = ({ name }: Job) => name.toLowerCase().indexOf(needle);
  return jobs
    .filter((job) => position(job) >= 0)
    .toSorted((a, b) => Math.min(1, position(a)) - Math.min(1, position(b)))
    .slice(0, MAX_OPTIONS);
}
