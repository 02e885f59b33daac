// Tabs that filter the run list by status, with the number of matching runs of each but the succeeded.
import { api } from '../api.ts';
import { toWords } from '../format/job-text.ts';
import { runStatuses } from '../format/run-statuses.ts';
import { formatCount } from '../format/time.ts';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { type RunListParams, toFilter, toQuery } from './filter.ts';

/** The service counts no further. */
const MAX_COUNT = 1_000;

export function StatusTabs({ params }: { params: RunListParams }) {
  const { status: chosen, ...others } = params;
  const counts = useQuery(
    `run counts ${JSON.stringify(others)}`,
    () => {
      const { status: _, ...filter } = toFilter(others, Date.now());
      return api.runs.counts(filter);
    },
    { on: ['runs'], leastMs: 10_000 },
  ).data.value;
  const countOf = (status: string) => Object.entries(counts ?? {}).find(([name]) => name === status)?.[1];
  return (
    <nav class="filters" aria-label="Status">
      {[undefined, ...runStatuses].map((status) => (
        <a
          key={status}
          href={links.runs(toQuery(params, { status }))}
          aria-current={status === chosen ? 'true' : undefined}
        >
          {status ? toWords(status) : 'all'}
          {status && countOf(status) !== undefined && (
            <span class="tab-count"> {formatTabCount(countOf(status)!)}</span>
          )}
        </a>
      ))}
    </nav>
  );
}

const formatTabCount = (count: number) =>
  count < MAX_COUNT ? formatCount(count) : `${formatCount(MAX_COUNT)}+`;
