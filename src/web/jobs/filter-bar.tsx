// The filter bar of the job list: search, filters and sort order, all kept in the URL.
import type { Job, Page } from '../../../client/src/index.ts';
import { ExportMenu, SavedViews, TextFilter } from '../parts/filter-controls.tsx';
import { ColumnsMenu } from '../parts/menu.tsx';
import { ZoneSwitch } from '../parts/page.tsx';
import { links, query, setQuery } from '../router.ts';
import {
  defaultSort,
  type JobListParams,
  type JobSort,
  jobColumns,
  scheduleTypeLabels,
  sortLabels,
  toQuery,
} from './filter.ts';
import { cachedTags } from './job-cache.ts';

export const searchId = 'jobs-search';

interface Props {
  params: JobListParams;
  count: string;
  fetchPage: (query: { limit: number; cursor?: string }) => PromiseLike<Page<Job>>;
}

export function FilterBar({ params, count, fetchPage }: Props) {
  const { filter, sort } = params;
  const { q, ...others } = filter;
  const hasChoice = Object.keys(others).length > 0;
  const state = hasChoice ? '' : q === undefined ? 'unused' : 'search-only';
  return (
    <form class="filter-bar" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        id={searchId}
        type="search"
        aria-label="Search jobs"
        aria-keyshortcuts="/"
        placeholder="Search name, target, key    /"
        maxLength={200}
        value={query.value.get('q') ?? ''}
        onInput={(event) => setQuery({ q: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Enter' && focusFirstRow()}
      />
      <select
        aria-label="Schedule"
        value={filter.schedule_type ?? ''}
        onChange={(event) => setQuery({ schedule_type: event.currentTarget.value })}
      >
        <option value="">Any schedule</option>
        {Object.entries(scheduleTypeLabels).map(([type, label]) => (
          <option key={type} value={type}>
            {label}
          </option>
        ))}
      </select>
      <TextFilter name="tag" label="Tag" value={filter.tag} options={cachedTags()} />
      <select
        aria-label="Sort by"
        value={sort}
        onChange={(event) => {
          const chosen = event.currentTarget.value as JobSort;
          setQuery({ sort: chosen === defaultSort ? undefined : chosen });
        }}
      >
        {Object.entries(sortLabels).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <a class={`button plain ${state}`} href={links.jobs(toQuery({ filter: {}, sort }))}>
        Clear filters
      </a>
      <SavedViews list="jobs" />
      <ColumnsMenu columns={jobColumns} />
      <ExportMenu name="jobs" fetchPage={fetchPage} />
      <ZoneSwitch />
      <span class="muted count" role="status">
        {count}
      </span>
    </form>
  );
}

/** Enter in the search field moves the focus to the first result. */
function focusFirstRow(): void {
  document.querySelector<HTMLElement>('.jobs-table [data-open]')?.focus();
}
