// Loads data with TanStack Query; refetches after change notifications, and polls without them.
import { computed, effect, signal, untracked } from '@preact/signals';
import {
  type Query as CachedQuery,
  type InfiniteQueryObserver,
  QueryCache,
  QueryClient,
  type QueryFunctionContext,
  type QueryKey,
  QueryObserver,
} from '@tanstack/query-core';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { isNotFound } from './api.ts';
import { changedAt, isConnected, isIdle, type Kind, reportAnswer, reportOutage } from './connection.ts';
import { isLocked } from './session.ts';

/** The polling interval without change notifications, and after a failed request. */
const PERIOD_MS = 2_000;
/** The polling interval with change notifications: changes caused by time alone send no notification. */
const SLOW_PERIOD_MS = 30_000;
/** The minimum times between refreshes of a list: in use, and idle. */
export const LIST_INTERVALS = { leastMs: 3_000, idleMs: 20_000 } as const;
/** Of a page that people watch without touching it. */
export const WATCHED_INTERVALS = { leastMs: 3_000, idleMs: 6_000 } as const;

export interface QueryOptions<T> {
  /** The kinds of change notifications that cause a refetch; all kinds by default. */
  on?: readonly Kind[];
  /** The minimum time between two refreshes. */
  leastMs?: number;
  /** The minimum time between two refreshes while nobody uses the page. */
  idleMs?: number;
  /** The polling interval with change notifications; 30 seconds by default. */
  mostMs?: number;
  /** The delay of the first request. */
  afterMs?: number;
  /** Returns data to show until the first response. */
  placeholder?: (() => T) | undefined;
}

export interface Context<T> {
  /** The kinds of the change notifications that caused the last refresh; all kinds if none did. */
  stale: readonly Kind[];
  known: T | undefined;
  /** Of an infinite query. */
  pageParam: unknown;
}

type Load<T, Response = T> = (context: Context<T>) => Promise<Response>;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onSuccess: reportAnswer, onError: reportOutage }),
  defaultOptions: { queries: { retry: false, networkMode: 'always', enabled: () => !isLocked.peek() } },
});
const cache = queryClient.getQueryCache();

// The time of the next request depends on these.
effect(() => {
  void [changedAt.jobs.value, changedAt.runs.value, isConnected.value, isIdle.value, isLocked.value];
  untracked(() => {
    for (const { observers } of cache.findAll({ type: 'active' }))
      for (const observer of observers) observer.setOptions(observer.options);
  });
});

interface Refresh {
  /** Identifies the refresh, as the pages of a list are requested one by one. */
  signal: AbortSignal;
  /** By `performance.now()`: a clock that is set back must not stop the page. */
  startedAt: number;
  /** The number of responses before. */
  updateCount: number;
  stale: readonly Kind[];
}

/** The last refresh of each query. */
const refreshes = new WeakMap<object, Refresh>();
const allKinds: readonly Kind[] = ['jobs', 'runs'];

function findStale(refresh: Refresh | undefined, on: readonly Kind[]): readonly Kind[] {
  return refresh ? on.filter((kind) => changedAt[kind].peek() >= refresh.startedAt) : allKinds;
}

/**
 * Loads data while the component is mounted. `key` is the cache key; null disables the cache, so that only fresh data is
 * shown.
 */
export function useQuery<T>(key: string | null, load: Load<T>, options: QueryOptions<T> = {}) {
  const latest = useRef(load);
  latest.current = load;
  const query = useMemo(() => createQuery(QueryObserver<T>, key, latest, options), [key]);
  useEffect(query.start, [query]);
  return query;
}

export type Query<T> = ReturnType<typeof useQuery<T>>;

let freshCount = 0;

/** `load` is called for each page of an infinite query. `others` are the observer's own options. */
export function createQuery<T, O extends QueryObserver<T> | InfiniteQueryObserver>(
  Observer: new (client: QueryClient, options: never) => O,
  key: string | null,
  latest: { current: Load<T, unknown> },
  options: QueryOptions<T>,
  others: object = {},
) {
  const { on = allKinds, leastMs = 0, idleMs = leastMs, mostMs = SLOW_PERIOD_MS, afterMs = 0 } = options;
  const queryKey = [key ?? `fresh ${++freshCount}`];

  function nextRequestInMs(query: CachedQuery<T>): number | false {
    if (query.state.fetchStatus === 'fetching') return false;
    if (query.state.error && !isNotFound(query.state.error)) return PERIOD_MS;
    const pollMs = isConnected.peek() ? mostMs : Math.max(PERIOD_MS, leastMs);
    const changeMs = isIdle.peek() ? idleMs : leastMs;
    const last = refreshes.get(query);
    const waitMs = findStale(last, on).length > 0 ? changeMs : pollMs;
    return Math.max(1, (last?.startedAt ?? Number.NEGATIVE_INFINITY) + waitMs - performance.now());
  }

  async function queryFn({ signal, pageParam }: QueryFunctionContext<QueryKey, unknown>): Promise<unknown> {
    const query = cache.find<T>({ queryKey })!;
    const { data: known, dataUpdateCount: updateCount, fetchMeta } = query.state;
    if (known === undefined && afterMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      signal.throwIfAborted();
    }
    const last = refreshes.get(query);
    // The next page of a list is no refresh of the others.
    if (!fetchMeta?.fetchMore && last?.signal !== signal) {
      // After a refresh that failed or was canceled, nothing is known about earlier changes.
      const changed = last && updateCount > last.updateCount ? findStale(last, on) : [];
      const stale = changed.length > 0 ? changed : allKinds;
      refreshes.set(query, { signal, startedAt: performance.now(), updateCount, stale });
    }
    const stale = refreshes.get(query)?.stale ?? allKinds;
    return await latest.current({ stale, known: query.state.data, pageParam });
  }

  const observerOptions = { queryKey, queryFn, refetchInterval: nextRequestInMs, ...others };
  const observer = new Observer(queryClient, {
    ...observerOptions,
    placeholderData: options.placeholder,
  } as never);
  const read = () => queryClient.getQueryData<T>(queryKey);

  async function refresh(): Promise<void> {
    refreshes.delete(observer.getCurrentQuery());
    await observer.refetch();
  }

  return {
    observer,
    ...watch<T>(observer),
    /** Refetches at once and resolves when done. Never rejects: `outage` reports failures. */
    refresh,
    /** Applies an optimistic update until the next response; returns a function that rolls it back. */
    change: (apply: (data: T) => T) => {
      const before = read();
      if (before === undefined) return () => undefined;
      // A response under way is older than the update. The next one comes when `leastMs` has passed.
      void queryClient.cancelQueries({ queryKey });
      changedAt.jobs.value = performance.now();
      const updated = queryClient.setQueryData<T>(queryKey, apply(before));
      return () => {
        if (read() === updated) queryClient.setQueryData<T>(queryKey, before);
        else void refresh();
      };
    },
  };
}

/** A function of its own: the cache keeps `queryFn`, which must not keep the components that read these signals. */
function watch<T>(observer: QueryObserver<T> | InfiniteQueryObserver) {
  const result = signal(observer.getCurrentResult());
  return {
    start: () => observer.subscribe(() => (result.value = observer.getCurrentResult())),
    /** The last response, or else the placeholder. Kept when a later request fails. */
    data: computed(() => result.value.data as T | undefined),
    /** No response has arrived yet. */
    isPlaceholder: computed(() => result.value.isPlaceholderData || result.value.data === undefined),
    /** The service answered 404. */
    isGone: computed(() => result.value.error !== null && isNotFound(result.value.error)),
  };
}
