// Which page is shown: the address's path, and its query for what the page filters by.
import { batch, computed, signal } from '@preact/signals';
import { createKey } from './unique-key.ts';

export type Route =
  | { page: 'overview' }
  | { page: 'jobs' }
  | { page: 'new-job' }
  | { page: 'job'; id: string }
  | { page: 'edit-job'; id: string }
  | { page: 'runs' }
  | { page: 'run'; id: string }
  | { page: 'system' }
  | { page: 'unknown' };

/** Values that are undefined or empty are left out. */
export type Query = Record<string, string | undefined>;

export const links = {
  overview: '/',
  jobs: (query: Query = {}) => `/jobs${write(query)}`,
  newJob: '/jobs/new',
  /** A form that begins as another job. */
  duplicateJob: (id: string) => `/jobs/new?from=${id}`,
  job: (id: string) => `/jobs/${id}`,
  editJob: (id: string) => `/jobs/${id}/edit`,
  runs: (query: Query = {}) => `/runs${write(query)}`,
  run: (id: string) => `/runs/${id}`,
  system: '/system',
  docs: '/docs',
};

const path = signal(location.pathname);
const search = signal(location.search);

export const route = computed<Route>(() => parse(path.value));
export const query = computed(() => new URLSearchParams(search.value));

/** How far down each entry of the history was scrolled when it was left, by the entry's own key. */
const scrolled = new Map<unknown, number>();
/** Where the page that was just opened is to be scrolled to. */
let landing = 0;

history.scrollRestoration = 'manual';

addEventListener('popstate', (event) => {
  keepScroll();
  entry = event.state as unknown;
  landing = scrolled.get(entry) ?? 0;
  follow();
});

let entry: unknown = history.state;

export function goTo(link: string): void {
  if (link === location.pathname + location.search) return;
  keepScroll();
  entry = createKey();
  history.pushState(entry, '', link);
  landing = 0;
  follow();
}

/** Changes some of the query and stays on the page; nothing is added to the history. */
export function setQuery(changes: Query): void {
  const next = write({ ...Object.fromEntries(query.peek()), ...changes });
  search.value = next;
  try {
    history.replaceState(entry, '', location.pathname + next);
  } catch {
    // Browsers refuse more than some hundred changes in ten seconds, such as those of a key that is held.
  }
}

/** This page with some of its query changed. */
export function linkWith(changes: Query): string {
  return path.value + write({ ...Object.fromEntries(query.value), ...changes });
}

/** To be called once what the address names is drawn. */
export function landScroll(): void {
  scrollTo(0, landing);
}

/** Links to pages of this interface are followed without loading it anew. */
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.hash || parse(link.pathname).page === 'unknown') return;
  event.preventDefault();
  goTo(link.pathname + link.search);
});

function keepScroll(): void {
  scrolled.set(entry, scrollY);
}

function follow(): void {
  batch(() => {
    path.value = location.pathname;
    search.value = location.search;
  });
}

function write(query: Query): string {
  const entries = Object.entries(query).filter((one): one is [string, string] => !!one[1]);
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

function parse(path: string): Route {
  const [first, id, last, ...rest] = path.split('/').filter((part) => part !== '');
  if (first === undefined) return { page: 'overview' };
  if (id === undefined) {
    if (first === 'jobs' || first === 'runs' || first === 'system') return { page: first };
  } else if (rest.length === 0) {
    if (first === 'jobs' && id === 'new' && last === undefined) return { page: 'new-job' };
    if (first === 'jobs' && last === 'edit') return { page: 'edit-job', id };
    if (first === 'jobs' && last === undefined) return { page: 'job', id };
    if (first === 'runs' && last === undefined) return { page: 'run', id };
  }
  return { page: 'unknown' };
}
