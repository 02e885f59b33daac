// How many jobs stand how, and a list of each.
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { useLive } from '../live.ts';
import { links } from '../router.ts';
import { toQuery, type Wanted } from './filter.ts';

const tabs = [
  { name: 'all', counted: 'total', query: {} },
  { name: 'active', counted: 'active', query: { status: 'active' } },
  { name: 'failing', counted: 'failing', query: { failing: 'true' } },
  { name: 'failed', counted: 'failed', query: { status: 'failed' } },
  { name: 'inactive', counted: 'inactive', query: { status: 'inactive' } },
] as const;

export function StatusTabs({ wanted }: { wanted: Wanted }) {
  const counts = useLive('job counts', async () => (await api.stats()).jobs, { leastMs: 2_000 }).data.value;
  const { status, failing, ...others } = wanted.filter;
  const current = failing ? 'failing' : (status ?? 'all');
  // They count all jobs: beside a search they would mislead.
  const isCounted = Object.keys(others).length === 0;
  return (
    <nav class={isCounted ? 'filters' : 'filters uncounted'} aria-label="Status">
      {tabs.map(({ name, counted, query }) => (
        <a
          key={name}
          href={links.jobs(toQuery(wanted, { status: undefined, failing: undefined, ...query }))}
          aria-current={name === current ? 'true' : undefined}
        >
          {name} <span class="tab-count">{counts && formatCount(counts[counted])}</span>
        </a>
      ))}
    </nav>
  );
}
