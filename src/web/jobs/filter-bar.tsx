// The filter bar of the job list: search, filters and sort order, all kept in the URL.
import type { Job, Page } from '../../../client/src/index.ts';
import { slashHint } from '../keys/keys.ts';
import { ExportMenu, SavedViews, TextFilter } from '../parts/filter-controls.tsx';
import { ColumnsMenu } from '../parts/menu.tsx';
import { ZoneSwitch } from '../parts/page.tsx';
import { links, query, setQuery } from '../router.ts';
import {
  defaultSort,
  type JobListParams,
  type JobSort,
  jobColumns,
  MANAGER,
  scheduleTypeLabels,
  sortLabels,
  toQuery,
} from './filter.ts';
import { cachedTags, findCachedJobs } from './job-cache.ts';

export const searchId = 'jobs-search';

interface Props {
  params: JobListParams;
  count: string;
  fetchPage: (query: { limit: number; cursor?: string }) => PromiseLike<Page<Job>>;
}

export function FilterBar({ params, count, fetchPage }: Props) {
  const { filter, sort } = params;
  return (
    <form class="filter-bar" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        id={searchId}
        type="search"
        aria-label="Search jobs"
        aria-keyshortcuts="/"
        placeholder={`Search name, target, key${slashHint}`}
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
      <TextFilter
        name="managed_by"
        label="Managed by"
        value={filter.managed_by}
        options={cachedManagers()}
        pattern={MANAGER}
        hint="A name of letters, digits and . _ : -"
      />
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
      {Object.keys(filter).length > 0 && (
        <a class="button plain" href={links.jobs(toQuery({ filter: {}, sort }))}>
          Clear filters
        </a>
      )}
      <div class="list-tools">
        <ZoneSwitch />
        <span class="muted count" role="status">
          {count}
        </span>
        <SavedViews list="jobs" />
        <ColumnsMenu columns={jobColumns} />
        <ExportMenu name="jobs" fetchPage={fetchPage} />
      </div>
    </form>
  );
}

/** The sets of the cached jobs, suggested as a filter. */
function cachedManagers(): string[] {
  const jobs = findCachedJobs({ filter: {}, sort: defaultSort });
  return [...new Set(jobs.flatMap(({ managed_by }) => managed_by ?? []))].sort();
}

/** Enter in the search field moves the focus to the first result. */
function focusFirstRow(): void {
  document.querySelector<HTMLElement>('.jobs-table [data-open]')?.focus();
}
