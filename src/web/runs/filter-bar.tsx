// The filter bar of the run list: job, trigger and time, all kept in the URL.

import { useSignal } from '@preact/signals';
import type { Run } from '../../../client/src/index.ts';
import { DAY_MS } from '../format/units.ts';
import { cachedTags } from '../jobs/job-search.ts';
import { slashHint } from '../keys/keys.ts';
import type { List } from '../list/list.ts';
import type { FetchPage } from '../parts/export.ts';
import { ListTools, TextFilter, TimeFields } from '../parts/filter-bar.tsx';
import { JobField } from '../parts/job-field.tsx';
import { links, setQuery } from '../router.ts';
import { periods, type RunListParams, STATUS_CODE, triggerLabels } from './filter.ts';
import { runColumns } from './runs-table.tsx';

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
        <button type="button" class="plain more-filters" onClick={() => (isOpen.value = true)}>
          More filters
        </button>
      )}
    </>
  );
}

export const jobFieldId = 'job-of-runs';

interface Props {
  params: RunListParams;
  /** The name of the chosen job, taken from a listed run; undefined while none is loaded. */
  jobName: string | undefined;
  list: List<Run>;
  fetchPage: FetchPage<Run>;
}

export function FilterBar({ params, jobName, list, fetchPage }: Props) {
  const { status: _status, job_id, ...others } = params;
  const { trigger, last, from, to } = others;
  const isExact = from !== undefined || to !== undefined;
  return (
    <div class="filter-bar" role="search" aria-label="Filter runs">
      <JobField
        attributes={{ id: jobFieldId }}
        jobId={job_id}
        jobName={jobName}
        placeholder={`Any job${slashHint}`}
        onChoose={(job) => setQuery({ job_id: job?.id })}
      />
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
      {Object.keys(params).length > 0 && (
        <a class="button plain" href={links.runs()}>
          Clear filters
        </a>
      )}
      <ListTools
        name="runs"
        list={list}
        columns={runColumns}
        fetchPage={fetchPage}
        isFiltered={Object.keys(others).length > 0}
      />
    </div>
  );
}
