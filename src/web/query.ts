// Loads data with TanStack Query; refetches after change notifications, and polls without them.
import { batch, computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { type Query as CachedQuery, QueryCache, QueryClient, QueryObserver } from '@tanstack/query-core';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { isNotFound } from './api.ts';
import { changeCounts, isConnected, type Kind } from './change-events.ts';
import { isLocked } from './session.ts';

/** The polling interval without change notifications, and after a failed request. */
const PERIOD_MS = 2_000;
/** The polling interval with change notifications: changes caused by time alone send no notification. */
const SLOW_PERIOD_MS = 30_000;
/** The page counts as idle after this time without a pointer or a key. */
const IDLE_AFTER_MS = 20_000;
/** The minimum times between refreshes of a list: in use, and idle. */
export const LIST_INTERVALS = { leastMs: 3_000, idleMs: 20_000 } as const;

export interface Query<T> {
  /** The last response, or else the placeholder. Kept when a later request fails. */
  data: ReadonlySignal<T | undefined>;
  /** No response has arrived yet. */
  isPlaceholder: ReadonlySignal<boolean>;
  /** The service answered 404. */
  isGone: ReadonlySignal<boolean>;
  /** Refetches at once and resolves when done. Never rejects: `outage` reports failures. */
  refresh: () => Promise<void>;
  /** Requests missing parts of the data at once, and refreshes the others only if `leastMs` has passed. */
  fill: () => Promise<void>;
  /** Applies an optimistic update until the next response; returns a function that rolls it back. */
  change: (change: (data: T) => T) => () => void;
}

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
  /** Equal parts of a response keep their objects, so that nothing is drawn again; true by default. */
  structuralSharing?: boolean;
}

/**
 * `stale` has the kinds of the change notifications since the last refresh; all kinds at the first request, a poll and
 * `refresh`; none if only missing parts of the known data are requested.
 */
type Load<T> = (stale: ReadonlySet<Kind>, known: T | undefined) => Promise<T>;

/** The error of the last request and the time of the last response (Unix milliseconds); null without an error. */
export const outage = signal<{ error: unknown; lastAnswerAt: number | undefined } | null>(null);
let lastAnswerAt: number | undefined;

function reportAnswer(): void {
  lastAnswerAt = Date.now();
  outage.value = null;
}

export function reportOutage(error: unknown): void {
  // A 404 is an answer. While signed out, requests fail with 401, and the sign-in page is shown instead.
  if (isNotFound(error)) reportAnswer();
  else if (!isLocked.peek()) outage.value = { error, lastAnswerAt };
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onSuccess: reportAnswer, onError: reportOutage }),
  defaultOptions: { queries: { retry: false, networkMode: 'always' } },
});

/** A return to an idle page refreshes what is shown. */
const isIdle = signal(false);
let idleTimer: ReturnType<typeof setTimeout>;

function noteUse(): void {
  isIdle.value = false;
  clearTimeout(idleTimer);
  idleTimer = setTimeout(() => {
    isIdle.value = true;
  }, IDLE_AFTER_MS);
}

noteUse();
for (const kind of ['pointermove', 'pointerdown', 'keydown', 'scroll'])
  addEventListener(kind, noteUse, { passive: true });

/**
 * Loads data while the component is mounted. `key` is the cache key; null disables the cache, so that only fresh data is
 * shown.
 */
export function useQuery<T>(key: string | null, load: Load<T>, options: QueryOptions<T> = {}): Query<T> {
  const latest = useRef(load);
  latest.current = load;
  const query = useMemo(() => createQuery(key, latest, options), [key]);
  useEffect(query.start, [query]);
  return query;
}

let freshCount = 0;
const allKinds: readonly Kind[] = ['jobs', 'runs'];

function createQuery<T>(key: string | null, latest: { current: Load<T> }, options: QueryOptions<T>) {
  const { on = allKinds, leastMs = 0, idleMs = leastMs, mostMs = SLOW_PERIOD_MS, afterMs = 0 } = options;
  const queryKey = [key ?? `fresh ${++freshCount}`];
  const read = () => queryClient.getQueryData<T>(queryKey);
  const placeholder = read() === undefined ? options.placeholder?.() : undefined;
  const data = signal(read() ?? placeholder);
  const isPlaceholder = computed(() => data.value === placeholder);
  const isGone = signal(false);
  /** The time of the last refresh, and the counts of change notifications at that time. */
  let refreshedAt = Number.NEGATIVE_INFINITY;
  let seen: Partial<Record<Kind, number>> = {};
  let isIncomplete = false;
  let isDelayed = afterMs > 0;

  const findStale = () => on.filter((kind) => changeCounts[kind].peek() !== seen[kind]);

  function refreshInMs(): number {
    const pollMs = isConnected.peek() ? mostMs : Math.max(PERIOD_MS, leastMs);
    const changeMs = isIdle.peek() ? idleMs : leastMs;
    return refreshedAt + (findStale().length > 0 ? changeMs : pollMs) - performance.now();
  }

  function nextRequestInMs({ state }: CachedQuery<T>): number | false {
    if (state.fetchStatus === 'fetching') return false;
    if (state.error && !isNotFound(state.error)) return PERIOD_MS;
    return isIncomplete ? 1 : Math.max(1, refreshInMs());
  }

  async function load(): Promise<T> {
    let stale: readonly Kind[] = [];
    if (refreshInMs() <= 1) {
      stale = refreshedAt > 0 && findStale().length > 0 ? findStale() : allKinds;
      seen = { jobs: changeCounts.jobs.peek(), runs: changeCounts.runs.peek() };
      refreshedAt = performance.now();
    }
    isIncomplete = false;
    try {
      return await latest.current(new Set(stale), read() ?? placeholder);
    } catch (error) {
      refreshedAt = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  const observerOptions = () => ({
    queryKey,
    queryFn: load,
    enabled: !isDelayed && !isLocked.peek(),
    refetchInterval: nextRequestInMs,
    structuralSharing: options.structuralSharing ?? true,
    ...(key === null && { gcTime: 0 }),
  });
  let observer: QueryObserver<T> | undefined;

  function start(): () => void {
    const current = new QueryObserver<T>(queryClient, observerOptions());
    observer = current;
    const show = () =>
      batch(() => {
        const { data: shown, error } = current.getCurrentResult();
        if (shown !== undefined) data.value = shown;
        isGone.value = error !== null && isNotFound(error);
      });
    const unsubscribe = current.subscribe(show);
    show();
    const timer = setTimeout(() => {
      isDelayed = false;
      current.setOptions(observerOptions());
    }, afterMs);
    const stop = effect(() => {
      for (const kind of on) void changeCounts[kind].value;
      // Also when the event stream disconnects, the user returns to an idle page, or signs in.
      void [isConnected.value, isIdle.value, isLocked.value];
      untracked(() => current.setOptions(observerOptions()));
    });
    return () => {
      clearTimeout(timer);
      stop();
      unsubscribe();
      // The next page detects an outage with its own requests.
      outage.value = null;
    };
  }

  async function refresh(): Promise<void> {
    refreshedAt = Number.NEGATIVE_INFINITY;
    await observer?.refetch();
  }

  async function fill(): Promise<void> {
    // A request under way may not include the parts that are missing now; a failed one is repeated anyway.
    isIncomplete = true;
    if (!observer?.getCurrentResult().isError) await observer?.refetch({ cancelRefetch: false });
  }

  function change(apply: (data: T) => T): () => void {
    const before = read();
    if (before === undefined) return () => undefined;
    // A response under way is older than the update. The next one comes when `leastMs` has passed.
    void queryClient.cancelQueries({ queryKey });
    seen = {};
    const updated = queryClient.setQueryData<T>(queryKey, apply(before));
    return () => {
      if (read() === updated) queryClient.setQueryData<T>(queryKey, before);
      else void refresh();
    };
  }

  return { start, data, isPlaceholder, isGone, refresh, fill, change };
}
