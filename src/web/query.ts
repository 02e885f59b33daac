// Loads data with TanStack Query; refetches after change notifications, and polls without them.
import { batch, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
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
  /** The last response; undefined before the first. Kept when a later request fails. */
  data: ReadonlySignal<T | undefined>;
  /** The service answered 404. */
  isGone: ReadonlySignal<boolean>;
  /** Refetches at once and resolves when done. Never rejects: `outage` reports failures. */
  refresh: () => Promise<void>;
  /** Applies an optimistic update until the next response; returns a function that rolls it back. */
  change: (change: (data: T) => T) => () => void;
}

export interface QueryOptions {
  /** The kinds of change notifications that cause a refetch; all kinds by default. */
  on?: readonly Kind[];
  /** The minimum time between two requests. */
  leastMs?: number;
  /** The minimum time between two requests while nobody uses the page. */
  idleMs?: number;
  /** The polling interval with change notifications; 30 seconds by default. */
  mostMs?: number;
  /** The delay of the first request. */
  afterMs?: number;
  /** Equal parts of a response keep their objects, so that nothing is drawn again; true by default. */
  structuralSharing?: boolean;
}

/** `stale` has the kinds of the change notifications since the last request; all kinds at the first, and at a refresh. */
type Load<T> = (stale: ReadonlySet<Kind>) => Promise<T>;

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

let usedAt = Date.now();
/** Counts the returns to an idle page, each of which refreshes what is shown. */
const returns = signal(0);
const isIdle = () => Date.now() - usedAt > IDLE_AFTER_MS;
for (const kind of ['pointermove', 'pointerdown', 'keydown', 'scroll'])
  addEventListener(
    kind,
    () => {
      if (isIdle()) returns.value++;
      usedAt = Date.now();
    },
    { passive: true },
  );

/**
 * Loads data while the component is mounted. `key` is the cache key; null disables the cache, so that only fresh data is
 * shown.
 */
export function useQuery<T>(key: string | null, load: Load<T>, options: QueryOptions = {}): Query<T> {
  const latest = useRef(load);
  latest.current = load;
  const { start, ...query } = useMemo(() => createQuery(key, latest, options), [key]);
  useEffect(start, [start]);
  return query;
}

let freshCount = 0;
const allKinds: readonly Kind[] = ['jobs', 'runs'];

function addAll(stale: Set<Kind>, kinds: Iterable<Kind>): void {
  for (const kind of kinds) stale.add(kind);
}

function createQuery<T>(key: string | null, latest: { current: Load<T> }, options: QueryOptions) {
  const { on = allKinds, leastMs = 0, idleMs = leastMs, mostMs = SLOW_PERIOD_MS } = options;
  const queryKey = [key ?? `fresh ${++freshCount}`];
  const read = () => queryClient.getQueryData<T>(queryKey);
  const data = signal(read());
  const isGone = signal(false);
  const stale = new Set<Kind>(allKinds);
  let requestedAt = 0;
  let updateCount = 0;
  let isDue = (options.afterMs ?? 0) === 0;
  let observer: QueryObserver<T> | undefined;

  async function load(): Promise<T> {
    const [kinds, updates] = [new Set(stale), updateCount];
    requestedAt = Date.now();
    stale.clear();
    try {
      const response = await latest.current(kinds);
      if (updates === updateCount) return response;
    } catch (error) {
      addAll(stale, kinds);
      throw error;
    }
    // The response is older than an optimistic update.
    addAll(stale, allKinds);
    return read()!;
  }

  function nextRequestInMs({ state }: CachedQuery<T>): number | false {
    if (state.fetchStatus === 'fetching') return false;
    if (state.error && !isNotFound(state.error)) return PERIOD_MS;
    if (stale.size > 0) return Math.max(1, requestedAt + (isIdle() ? idleMs : leastMs) - Date.now());
    return isConnected.peek() ? mostMs : PERIOD_MS;
  }

  const observerOptions = () => ({
    queryKey,
    queryFn: load,
    enabled: isDue && !isLocked.peek(),
    refetchInterval: nextRequestInMs,
    structuralSharing: options.structuralSharing ?? true,
    ...(key === null && { gcTime: 0 }),
  });

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
      isDue = true;
      current.setOptions(observerOptions());
    }, options.afterMs ?? 0);
    const seen = new Map<Kind, number>();
    const stop = effect(() => {
      for (const kind of on) {
        const count = changeCounts[kind].value;
        if ((seen.get(kind) ?? count) !== count) stale.add(kind);
        seen.set(kind, count);
      }
      // Also when the event stream disconnects, the user returns to an idle page, or signs in.
      void isConnected.value;
      void returns.value;
      void isLocked.value;
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
    addAll(stale, allKinds);
    await observer?.refetch();
  }

  function change(apply: (data: T) => T): () => void {
    const before = read();
    if (before === undefined) return () => undefined;
    updateCount++;
    const updated = queryClient.setQueryData<T>(queryKey, apply(before));
    return () => {
      if (read() === updated) queryClient.setQueryData<T>(queryKey, before);
    };
  }

  return { start, data, isGone, refresh, change };
}

/** The data that is cached under a key, whoever loads it. */
export function useCached<T>(key: readonly [string, string]): T | undefined {
  const data = useMemo(() => signal(queryClient.getQueryData<T>(key)), [key.join()]);
  useEffect(() => {
    const observer = new QueryObserver<T>(queryClient, { queryKey: key, enabled: false });
    const unsubscribe = observer.subscribe((result) => {
      data.value = result.data;
    });
    data.value = observer.getCurrentResult().data;
    return unsubscribe;
  }, [data]);
  return data.value;
}
