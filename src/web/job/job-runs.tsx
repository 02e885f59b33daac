// The runs of a job, newest first; filtered by status, or by a period chosen on the timeline.
import type { Job, Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { toWords } from '../format/job-text.ts';
import { runStatuses } from '../format/run-statuses.ts';
import { formatInstant } from '../format/time.ts';
import { useList } from '../list/list.ts';
import { useRowKeys } from '../list/row-keys.ts';
import { LIST_INTERVALS } from '../query.ts';
import { goTo, links, linkWith, query, setQuery } from '../router.ts';
import { RunsTable } from '../runs/runs-table.tsx';

export function JobRuns({ job }: { job: Job }) {
  const status = runStatuses.find((name) => name === query.value.get('status'));
  const from = parseInstant('from');
  const to = parseInstant('to');
  const filter = { ...(status && { status }), ...(from && { from }), ...(to && { to }) };
  const list = useList<Run>(
    `runs of ${job.id} ${JSON.stringify(filter)}`,
    (page) => api.jobs.listRuns(job.id, { ...page, ...filter }),
    { on: ['runs'], ...LIST_INTERVALS },
  );
  const keys = useRowKeys(list, { title: 'Runs', open: (run) => goTo(links.run(run.id)) });
  const isFiltered = status !== undefined || from !== undefined;
  return (
    <>
      <div class="run-filters">
        <label>
          Status{' '}
          <select
            value={status ?? ''}
            onChange={(event) => setQuery({ status: event.currentTarget.value || undefined })}
          >
            <option value="">all</option>
            {runStatuses.map((name) => (
              <option key={name} value={name}>
                {toWords(name)}
              </option>
            ))}
          </select>
        </label>
        {from && to && (
          <span class="muted">
            From {formatInstant(from)} to {formatInstant(to)}
          </span>
        )}
        {isFiltered && (
          <a href={linkWith({ status: undefined, from: undefined, to: undefined })}>Show all runs</a>
        )}
      </div>
      {list.items.value?.length === 0 ? (
        <p class="muted">{isFiltered ? 'No run matches.' : 'No runs yet.'}</p>
      ) : (
        <RunsTable list={list} keys={keys} />
      )}
    </>
  );
}

/** Reads an instant from the URL query; returns undefined if it is missing or invalid. */
function parseInstant(name: string): string | undefined {
  const text = query.value.get(name);
  return text === null || Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString();
}
