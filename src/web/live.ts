// Data that stays true: asked for again when the service tells of a change, or every two seconds where it cannot.
import { batch, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { isNotFound } from './api.ts';
import { changes, isHearing, type Kind } from './hints.ts';
import { isLocked } from './session.ts';

/** While the service does not tell of changes by itself. */
const PERIOD_MS = 2_000;
/** While it does: a change of the clock's making, such as a window that moves on, is nobody's event. */
const SLOW_PERIOD_MS = 30_000;

export interface Live<T> {
  /** The last answer; undefined before the first. Stays when a later question fails. */
  data: ReadonlySignal<T | undefined>;
  /** The service said that it does not exist (any more). */
  isGone: ReadonlySignal<boolean>;
  /** Asks at once, and tells when the answer is there. Never throws: failures are told by `outage`. */
  refresh: () => Promise<void>;
  /** Shows what is about to be true until the next answer; returns what takes it back. */
  change: (change: (data: T) => T) => () => void;
}

export interface AskOptions {
  /** What it is asked again for; runs and jobs unless given. */
  on?: readonly Kind[];
  /** The least time between two questions, where an answer costs much. */
  leastMs?: number;
  /** The most time between two, where what changes is nobody's event; half a minute unless given. */
  mostMs?: number;
  /** How long the first question waits, where others are more urgent. */
  afterMs?: number;
}

export interface LiveOptions<T> extends AskOptions {
  /** Shown before the first answer. */
  initial?: T | undefined;
}

/** Why the last question failed, and when the last answer came (Unix milliseconds); null while all is well. */
export const outage = signal<{ error: unknown; lastAnswerAt: number | undefined } | null>(null);
let lastAnswerAt: number | undefined;

/** What was last known under each key: a page that is opened again has something to show at once. */
const known = new Map<string, unknown>();
const KNOWN_AT_MOST = 100;

export function recall<T>(key: string): T | undefined {
  return known.get(key) as T | undefined;
}

/** What was remembered longest ago is forgotten first. */
export function remember(key: string, data: unknown): void {
  known.delete(key);
  known.set(key, data);
  if (known.size > KNOWN_AT_MOST) known.delete(known.keys().next().value!);
}

/** What one has seen is not for whoever comes next. */
export function forget(): void {
  known.clear();
}

export function reportAnswer(): void {
  lastAnswerAt = Date.now();
  outage.value = null;
}

export function reportOutage(error: unknown): void {
  // A key is asked for, which the page shows; questions go on once there is one.
  if (!isLocked.peek()) outage.value = { error, lastAnswerAt };
}

/**
 * Asks while the component is mounted. `key` names what `load` asks for; its data is remembered. Null: nothing is
 * remembered, so that what is shown first is fresh.
 */
export function useLive<T>(
  key: string | null,
  load: () => Promise<T>,
  options: LiveOptions<T> = {},
): Live<T> {
  const live = useMemo(() => createLive(key, load, options), [key]);
  useAsking(live.refresh, options);
  return live;
}

/** Calls `ask` now, after each hint, and at times, while the component is mounted and the page is seen. */
export function useAsking(ask: () => Promise<void>, options: AskOptions) {
  useEffect(() => startAsking(ask, options), [ask]);
}

function startAsking(
  ask: () => Promise<void>,
  { on = ['jobs', 'runs'], leastMs = 0, mostMs = SLOW_PERIOD_MS, afterMs = 0 }: AskOptions,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let isStale = false;
  let askedAt = Date.now() - leastMs + afterMs;
  let isOver = false;

  async function run(): Promise<void> {
    clearTimeout(timer);
    isStale = isAsking;
    if (isAsking) return;
    const waitMs = askedAt + leastMs - Date.now();
    if (waitMs > 0) {
      timer = setTimeout(() => void run(), waitMs);
      return;
    }
    isAsking = true;
    askedAt = Date.now();
    await ask();
    isAsking = false;
    if (isOver || isLocked.peek() || document.visibilityState !== 'visible') return;
    if (isStale) void run();
    else timer = setTimeout(() => void run(), isHearing.peek() ? mostMs : PERIOD_MS);
  }

  const unfollow = effect(() => {
    for (const kind of on) void changes[kind].value;
    // Both ways: what changed while nobody told is asked for, and what nobody tells from now on.
    void isHearing.value;
    if (!isLocked.value) untracked(() => void run());
  });
  const onVisibility = () => {
    if (document.visibilityState === 'visible' && !isLocked.peek()) void run();
    else clearTimeout(timer);
  };
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    isOver = true;
    unfollow();
    clearTimeout(timer);
    // Nobody asks any more; the page that comes next finds out for itself.
    outage.value = null;
    document.removeEventListener('visibilitychange', onVisibility);
  };
}

function createLive<T>(key: string | null, load: () => Promise<T>, { initial }: LiveOptions<T>) {
  const data = signal((key === null ? undefined : recall<T>(key)) ?? initial);
  const isGone = signal(false);
  // Only the answer to the newest question counts: an older one may tell of a state that is over.
  let questions = 0;

  async function refresh(): Promise<void> {
    const question = ++questions;
    try {
      const answer = await load();
      if (question === questions) accept(answer);
    } catch (error) {
      if (question === questions) refuse(error);
    }
  }

  function accept(answer: T): void {
    if (key !== null) remember(key, answer);
    batch(() => {
      // The same data is not drawn again.
      if (JSON.stringify(answer) !== JSON.stringify(data.peek())) data.value = answer;
      isGone.value = false;
      reportAnswer();
    });
  }

  function refuse(error: unknown): void {
    if (!isNotFound(error)) return reportOutage(error);
    if (key !== null) known.delete(key);
    batch(() => {
      isGone.value = true;
      outage.value = null;
    });
  }

  function change(make: (data: T) => T): () => void {
    const before = data.peek();
    if (before === undefined) return () => undefined;
    const made = make(before);
    data.value = made;
    return () => {
      if (data.peek() === made) data.value = before;
    };
  }

  return { data, isGone, refresh, change };
}
