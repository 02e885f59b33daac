// Routes URLs to pages: parses paths, holds the query, and keeps scroll positions.
import { batch, computed, signal } from '@preact/signals';
import { createKey } from '../../client/src/index.ts';
import { basePath } from './session.ts';

export type Route =
  | { page: 'overview' }
  | { page: 'jobs' }
  | { page: 'new-job' }
  | { page: 'job'; id: string }
  | { page: 'edit-job'; id: string }
  | { page: 'runs' }
  | { page: 'run'; id: string }
  | { page: 'compare' }
  | { page: 'upcoming' }
  | { page: 'alerts' }
  | { page: 'system' }
  | { page: 'audit' }
  | { page: 'unknown' };

/** Parameters that are undefined or empty are left out of the URL. */
export type Query = Record<string, string | undefined>;

export const links = {
  overview: `${basePath}/`,
  jobs: (query: Query = {}) => `${basePath}/jobs${toSearch(query)}`,
  newJob: `${basePath}/jobs/new`,
  /** The form for a new job, filled in from an existing one. */
  duplicateJob: (id: string) => `${basePath}/jobs/new?from=${id}`,
  job: (id: string) => `${basePath}/jobs/${id}`,
  editJob: (id: string) => `${basePath}/jobs/${id}/edit`,
  runs: (query: Query = {}) => `${basePath}/runs${toSearch(query)}`,
  run: (id: string) => `${basePath}/runs/${id}`,
  compare: (a: string, b: string) => `${basePath}/runs/compare?a=${a}&b=${b}`,
  upcoming: (query: Query = {}) => `${basePath}/upcoming${toSearch(query)}`,
  alerts: `${basePath}/alerts`,
  system: `${basePath}/system`,
  audit: (query: Query = {}) => `${basePath}/audit${toSearch(query)}`,
  docs: `${basePath}/docs`,
};

const path = signal(location.pathname);
const search = signal(location.search);

export const route = computed<Route>(() => parse(path.value));
export const query = computed(() => new URLSearchParams(search.value));

/** The scroll position of each history entry when it was left, by its key. */
const scrollPositions = new Map<unknown, number>();
/** The scroll position to restore on the page that was just opened. */
let restoredScroll = 0;

history.scrollRestoration = 'manual';

addEventListener('popstate', (event) => {
  saveScroll();
  entry = event.state as unknown;
  restoredScroll = scrollPositions.get(entry) ?? 0;
  readLocation();
});

let entry: unknown = history.state;

export function goTo(link: string): void {
  if (link === location.pathname + location.search) return;
  saveScroll();
  entry = createKey();
  history.pushState(entry, '', link);
  restoredScroll = 0;
  readLocation();
}

/** Changes query parameters without adding a history entry. */
export function setQuery(changes: Query): void {
  const next = toSearch({ ...Object.fromEntries(query.peek()), ...changes });
  search.value = next;
  try {
    history.replaceState(entry, '', location.pathname + next);
  } catch {
    // Browsers limit the calls in ten seconds, which a repeating key exceeds. The page works without the URL change.
  }
}

/** The URL of this page with some query parameters changed. */
export function linkWith(changes: Query): string {
  return path.value + toSearch({ ...Object.fromEntries(query.value), ...changes });
}

/** Restores the scroll position; call it when the page is drawn. */
export function restoreScroll(): void {
  scrollTo(0, restoredScroll);
}

/** Opens links to pages of this interface without loading the document again. */
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.hash || parse(link.pathname).page === 'unknown') return;
  event.preventDefault();
  goTo(link.pathname + link.search);
});

function saveScroll(): void {
  scrollPositions.set(entry, scrollY);
}

function readLocation(): void {
  batch(() => {
    path.value = location.pathname;
    search.value = location.search;
  });
}

function toSearch(query: Query): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

function parse(pathname: string): Route {
  const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname;
  if (pathname === basePath) return { page: 'overview' };
  const [first, id, last, ...rest] = path.split('/').filter((part) => part !== '');
  if (first === undefined) return { page: 'overview' };
  if (id === undefined) {
    if (
      first === 'jobs' ||
      first === 'runs' ||
      first === 'upcoming' ||
      first === 'alerts' ||
      first === 'audit' ||
      first === 'system'
    )
      return { page: first };
  } else if (rest.length === 0) {
    if (first === 'jobs' && id === 'new' && last === undefined) return { page: 'new-job' };
    if (first === 'jobs' && last === 'edit') return { page: 'edit-job', id };
    if (first === 'jobs' && last === undefined) return { page: 'job', id };
    if (first === 'runs' && id === 'compare' && last === undefined) return { page: 'compare' };
    if (first === 'runs' && last === undefined) return { page: 'run', id };
  }
  return { page: 'unknown' };
}

/** Names of columns in the URL, with their labels. */
export type Columns = Readonly<Record<string, string>>;

/** The columns of a list that the URL hides. */
export function hiddenColumns(columns: Columns): string[] {
  const hidden = query.value.get('hide')?.split(',') ?? [];
  return Object.keys(columns).filter((name) => hidden.includes(name));
}
