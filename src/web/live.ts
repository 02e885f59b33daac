// Data that stays true: asked for again every two seconds while the page is seen.
import { batch, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { isNotFound } from './api.ts';
import { isLocked } from './session.ts';

const PERIOD_MS = 2_000;

export interface Live<T> {
  /** The last answer; undefined before the first. Stays when a later question fails. */
  data: ReadonlySignal<T | undefined>;
  /** The service said that it does not exist (any more). */
  isGone: ReadonlySignal<boolean>;
  /** Asks at once, and tells when the answer is there. Never throws: failures are told by `outage`. */
  refresh: () => Promise<void>;
}

/** Why the last question failed, and when the last answer came (Unix milliseconds); null while all is well. */
export const outage = signal<{ error: unknown; lastAnswerAt: number | undefined } | null>(null);
let lastAnswerAt: number | undefined;

/** What was last known under each key: a page that is opened again has something to show at once. */
const known = new Map<string, unknown>();

export function recall<T>(key: string): T | undefined {
  return known.get(key) as T | undefined;
}

/** What one has seen is not for whoever comes next. */
export function forget(): void {
  known.clear();
}

/**
 * Asks while the component is mounted. `key` names what `load` asks for; its data is remembered. Null: nothing is
 * remembered, so that what is shown first is fresh.
 */
export function useLive<T>(key: string | null, load: () => Promise<T>, initial?: T): Live<T> {
  const live = useMemo(() => createLive(key, load, initial), [key]);
  useEffect(() => live.start(), [live]);
  return live;
}

function createLive<T>(key: string | null, load: () => Promise<T>, initial: T | undefined) {
  const data = signal((key === null ? undefined : recall<T>(key)) ?? initial);
  const isGone = signal(false);
  let isRunning = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Only the answer to the newest question counts: an older one may tell of a state that is over.
  let questions = 0;

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    const question = ++questions;
    try {
      const answer = await load();
      if (question === questions) accept(answer);
    } catch (error) {
      if (question === questions) refuse(error);
    }
    const isNewest = question === questions;
    if (isNewest && isRunning && document.visibilityState === 'visible' && !isLocked.peek())
      timer = setTimeout(() => void refresh(), PERIOD_MS);
  }

  function accept(answer: T): void {
    if (key !== null) known.set(key, answer);
    lastAnswerAt = Date.now();
    batch(() => {
      // The same data is not drawn again.
      if (JSON.stringify(answer) !== JSON.stringify(data.peek())) data.value = answer;
      isGone.value = false;
      outage.value = null;
    });
  }

  function refuse(error: unknown): void {
    // A key is asked for, which the page shows; `start` goes on once there is one.
    if (isLocked.peek()) return;
    if (!isNotFound(error)) {
      outage.value = { error, lastAnswerAt };
      return;
    }
    if (key !== null) known.delete(key);
    batch(() => {
      isGone.value = true;
      outage.value = null;
    });
  }

  function onVisibility(): void {
    if (document.visibilityState === 'visible' && !isLocked.peek()) void refresh();
    else clearTimeout(timer);
  }

  function start(): () => void {
    isRunning = true;
    document.addEventListener('visibilitychange', onVisibility);
    const unfollow = effect(() => {
      if (!isLocked.value) untracked(() => void refresh());
    });
    return () => {
      unfollow();
      isRunning = false;
      questions++;
      clearTimeout(timer);
      // Nobody asks any more; the page that comes next finds out for itself.
      outage.value = null;
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }

  return { data, isGone, refresh, start };
}
