// Loads data and keeps it fresh: refetches after change notifications, and polls without them.
import { batch, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { isNotFound } from './api.ts';
import { changeCounts, isConnected, type Kind } from './change-events.ts';
import { isSameJson } from './same-json.ts';
import { isLocked } from './session.ts';

/** The polling interval without change notifications. */
const PERIOD_MS = 2_000;
/** The polling interval with change notifications: changes caused by time alone send no notification. */
const SLOW_PERIOD_MS = 30_000;

export interface Live<T> {
  /** The last response; undefined before the first. Kept when a later request fails. */
  data: ReadonlySignal<T | undefined>;
  /** The service answered 404. */
  isGone: ReadonlySignal<boolean>;
  /** Refetches at once and resolves when done. Never rejects: `outage` reports failures. */
  refresh: () => Promise<void>;
  /** Applies an optimistic update until the next response; returns a function that rolls it back. */
  change: (change: (data: T) => T) => () => void;
}

export interface RefetchOptions {
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
}

/** The page counts as idle after this time without a pointer or a key. */
const IDLE_AFTER_MS = 20_000;
/** The minimum times between refreshes of a list: in use, and idle. */
export const LIST_INTERVALS = { leastMs: 3_000, idleMs: 20_000 } as const;
let usedAt = Date.now();
for (const kind of ['pointermove', 'pointerdown', 'keydown', 'scroll'])
  addEventListener(kind, noteUse, { passive: true });

/** Counts the returns to an idle page, each of which refreshes what is shown. */
const returns = signal(0);

function noteUse(): void {
  if (isIdle()) returns.value++;
  usedAt = Date.now();
}

function isIdle(): boolean {
  return Date.now() - usedAt > IDLE_AFTER_MS;
}

export interface LiveOptions<T> extends RefetchOptions {
  /** Shown before the first response. */
  initial?: T | undefined;
}

/** The error of the last request and the time of the last response (Unix milliseconds); null without an error. */
export const outage = signal<{ error: unknown; lastAnswerAt: number | undefined } | null>(null);
let lastAnswerAt: number | undefined;

/** The last data of each key, shown at once when a page is opened again. */
const cache = new Map<string, unknown>();
const MAX_CACHED = 100;

export function recall<T>(key: string): T | undefined {
  return cache.get(key) as T | undefined;
}

/** Evicts the least recently stored data. */
export function remember(key: string, data: unknown): void {
  cache.delete(key);
  cache.set(key, data);
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
}

/** Clears the cache, so that the next user does not see data of this one. */
export function forget(): void {
  cache.clear();
}

export function reportAnswer(): void {
  lastAnswerAt = Date.now();
  outage.value = null;
}

export function reportOutage(error: unknown): void {
  // While signed out, requests fail with 401, and the sign-in page is shown instead.
  if (!isLocked.peek()) outage.value = { error, lastAnswerAt };
}

/**
 * Loads data while the component is mounted. `key` is the cache key; null disables the cache, so that only fresh data is
 * shown.
 */
export function useLive<T>(
  key: string | null,
  load: () => Promise<T>,
  options: LiveOptions<T> = {},
): Live<T> {
  const live = useMemo(() => createLive(key, load, options), [key]);
  useRefetch(live.refresh, options);
  return live;
}

/** Calls `refetch` now, after change notifications and periodically, while mounted and visible. */
export function useRefetch(refetch: () => Promise<void>, options: RefetchOptions) {
  useEffect(() => startRefetching(refetch, options), [refetch]);
}

function startRefetching(
  refetch: () => Promise<void>,
  {
    on = ['jobs', 'runs'],
    leastMs = 0,
    idleMs = leastMs,
    mostMs = SLOW_PERIOD_MS,
    afterMs = 0,
  }: RefetchOptions,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRefetching = false;
  let isStale = false;
  let requestedAt = Date.now() - leastMs + afterMs;
  let isStopped = false;

  async function run(): Promise<void> {
    clearTimeout(timer);
    isStale = isRefetching;
    if (isRefetching) return;
    const waitMs = requestedAt + (isIdle() ? idleMs : leastMs) - Date.now();
    if (waitMs > 0) {
      timer = setTimeout(() => void run(), waitMs);
      return;
    }
    isRefetching = true;
    requestedAt = Date.now();
    await refetch();
    isRefetching = false;
    if (isStopped || isLocked.peek() || document.visibilityState !== 'visible') return;
    if (isStale) void run();
    else timer = setTimeout(() => void run(), isConnected.peek() ? mostMs : PERIOD_MS);
  }

  const unsubscribe = effect(() => {
    for (const kind of on) void changeCounts[kind].value;
    // Refetches also when the event stream connects or disconnects, because notifications may have been lost.
    void isConnected.value;
    void returns.value;
    if (!isLocked.value) untracked(() => void run());
  });
  const onVisibility = () => {
    if (document.visibilityState === 'visible' && !isLocked.peek()) void run();
    else clearTimeout(timer);
  };
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    isStopped = true;
    unsubscribe();
    clearTimeout(timer);
    // The next page detects an outage with its own requests.
    outage.value = null;
    document.removeEventListener('visibilitychange', onVisibility);
  };
}

function createLive<T>(key: string | null, load: () => Promise<T>, { initial }: LiveOptions<T>) {
  const data = signal((key === null ? undefined : recall<T>(key)) ?? initial);
  const isGone = signal(false);
  // Only the response to the newest request counts; an older one may be outdated.
  let requestCount = 0;

  async function refresh(): Promise<void> {
    const request = ++requestCount;
    try {
      const response = await load();
      if (request === requestCount) accept(response);
    } catch (error) {
      if (request === requestCount) reject(error);
    }
  }

  function accept(response: T): void {
    if (key !== null) remember(key, response);
    batch(() => {
      // Equal data keeps its object, so that nothing is drawn again.
      if (!isSameJson(response, data.peek())) data.value = response;
      isGone.value = false;
      reportAnswer();
    });
  }

  function reject(error: unknown): void {
    if (!isNotFound(error)) return reportOutage(error);
    if (key !== null) cache.delete(key);
    batch(() => {
      isGone.value = true;
      outage.value = null;
    });
  }

  function change(apply: (data: T) => T): () => void {
    const before = data.peek();
    if (before === undefined) return () => undefined;
    const updated = apply(before);
    data.value = updated;
    return () => {
      if (data.peek() === updated) data.value = before;
    };
  }

  return { data, isGone, refresh, change };
}
