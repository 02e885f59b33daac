// Tabs that filter the job list by status, with the number of jobs in each.
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { LIST_INTERVALS, useQuery } from '../query.ts';
import { links } from '../router.ts';
import { type JobListParams, toQuery } from './filter.ts';

const tabs = [
  { name: 'all', countName: 'total', query: {} },
  { name: 'active', countName: 'active', query: { status: 'active' } },
  { name: 'failing', countName: 'failing', query: { failing: 'true' } },
  { name: 'failed', countName: 'failed', query: { status: 'failed' } },
  { name: 'inactive', countName: 'inactive', query: { status: 'inactive' } },
] as const;

export function StatusTabs({ params }: { params: JobListParams }) {
  const counts = useQuery('job counts', async () => (await api.stats()).jobs, LIST_INTERVALS).data.value;
  const { status, failing, ...others } = params.filter;
  const current = failing ? 'failing' : (status ?? 'all');
  // The counts cover all jobs, so they are hidden while other filters are set.
  const hasCounts = Object.keys(others).length === 0;
  return (
    <nav class={hasCounts ? 'filters' : 'filters uncounted'} aria-label="Status">
      {tabs.map(({ name, countName, query }) => (
        <a
          key={name}
          href={links.jobs(toQuery(params, { status: undefined, failing: undefined, ...query }))}
          aria-current={name === current ? 'true' : undefined}
        >
          {name} <span class="tab-count">{counts && formatCount(counts[countName])}</span>
        </a>
      ))}
    </nav>
  );
}
