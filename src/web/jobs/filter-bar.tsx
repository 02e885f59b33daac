// Narrows the list: a search that follows each keystroke, and what is chosen; all of it is in the address.
import { links, query, setQuery } from '../router.ts';
import { type JobSort, newestFirst, scheduleTypes, sorts, toQuery, type Wanted } from './filter.ts';
import { knownTags } from './seen-jobs.ts';

export const searchId = 'jobs-search';

export function FilterBar({ wanted, count }: { wanted: Wanted; count: string }) {
  const { filter, sort } = wanted;
  const { q, ...others } = filter;
  const isChosen = Object.keys(others).length > 0;
  const state = isChosen ? '' : q === undefined ? 'absent' : 'only-searched';
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
        onKeyDown={(event) => event.key === 'Enter' && toFirstRow()}
      />
      <select
        aria-label="Schedule"
        value={filter.schedule_type ?? ''}
        onChange={(event) => setQuery({ schedule_type: event.currentTarget.value })}
      >
        <option value="">Any schedule</option>
        {Object.entries(scheduleTypes).map(([type, name]) => (
          <option key={type} value={type}>
            {name}
          </option>
        ))}
      </select>
      <input
        class="tag-field"
        aria-label="Tag"
        placeholder="Tag"
        list="known-tags"
        value={filter.tag ?? ''}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setQuery({ tag: event.currentTarget.value.trim() })}
      />
      <datalist id="known-tags">
        {knownTags().map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <select
        aria-label="Order"
        value={sort}
        onChange={(event) => {
          const chosen = event.currentTarget.value as JobSort;
          setQuery({ sort: chosen === newestFirst ? undefined : chosen });
        }}
      >
        {Object.entries(sorts).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      <a class={`button plain ${state}`} href={links.jobs(toQuery({ filter: {}, sort }))}>
        Clear filters
      </a>
      <span class="muted count" role="status">
        {count}
      </span>
    </form>
  );
}

/** Enter leads from the search to what it found. */
function toFirstRow(): void {
  document.querySelector<HTMLElement>('.jobs-table [data-open]')?.focus();
}
