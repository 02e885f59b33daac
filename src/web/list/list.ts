// A long list, a page at a time: it grows as it is scrolled, and what is in view stays true.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Page } from '../../../client/src/index.ts';
import { type AskOptions, recall, remember, reportAnswer, reportOutage, useAsking } from '../live.ts';
import type { Items } from './items.ts';
import { append, createKnown, type Known, PAGE, replaceFrom } from './pages.ts';

type FetchPage<T> = (query: { limit: number; cursor?: string }) => PromiseLike<Page<T>>;

export interface List<T extends { id: string }> {
  /** What is known of it, from its first item on; undefined before the first answer. */
  items: ReadonlySignal<Items<T> | undefined>;
  /** There was no answer yet: what stands in for the items is a guess. */
  isGuess: ReadonlySignal<boolean>;
  hasMore: ReadonlySignal<boolean>;
  loadMore: () => Promise<void>;
  /** Asks again for what is in view. */
  refresh: () => Promise<void>;
  /** Tells which items are in view, by their indexes. */
  see: (first: number, last: number) => void;
  /** Shows what is about to be true of an item until the next answer; returns what takes it back. */
  change: (id: string, change: (item: T) => T) => () => void;
}

export interface ListOptions<T> extends AskOptions {
  /** What to show until the first answer, from what else is known. */
  guess?: (() => readonly T[]) | undefined;
}

/** `key` names what `fetchPage` lists; what is known under it is shown at once when it is opened again. */
export function useList<T extends { id: string }>(
  key: string,
  fetchPage: FetchPage<T>,
  options: ListOptions<T> = {},
): List<T> {
  const list = useMemo(() => createList(key, fetchPage, options.guess), [key]);
  useAsking(list.refresh, options);
  return list;
}

function createList<T extends { id: string }>(
  key: string,
  fetchPage: FetchPage<T>,
  guess?: () => readonly T[],
): List<T> {
  const known = signal(recall<Known<T>>(key));
  const guesses = known.peek() ? undefined : guess?.();
  const guessed = guesses && createKnown(guesses);
  let seen = { first: 0, last: 0 };
  let refreshing = Promise.resolve();
  let isLoadingMore = false;
  /** More was asked for, and has not come. */
  let isOwed = false;
  let questions = 0;
  /** Items that were changed by hand, and how many questions had been asked by then: their answers know less. */
  const changed = new Map<string, number>();

  function keep(next: Known<T>): void {
    remember(key, next);
    known.value = next;
  }

  async function fetchAt(cursor: string | null): Promise<Page<T>> {
    const question = ++questions;
    const page = await fetchPage(cursor === null ? { limit: PAGE } : { limit: PAGE, cursor });
    reportAnswer();
    const before = known.peek() ?? guessed;
    const data = page.data.map((item) => {
      const old = before?.items.findNear(item.id);
      const isOlder = question <= (changed.get(item.id) ?? 0);
      // What has not changed is not drawn again.
      return old && (isOlder || JSON.stringify(old) === JSON.stringify(item)) ? old : item;
    });
    return { ...page, data };
  }

  /** One after the other: an answer of long ago would take the place of a newer one. */
  function refresh(): Promise<void> {
    refreshing = refreshing.then(refreshSeen);
    return refreshing;
  }

  async function refreshSeen(): Promise<void> {
    const { first, last } = seen;
    const now = () => known.peek() ?? createKnown<T>();
    try {
      let cursor: string | null | undefined = now().items.cursorBefore(first);
      while (cursor !== undefined) {
        const page = await fetchAt(cursor);
        // Meanwhile others may have come before it, or it may be gone.
        const number = now().items.numberOf(cursor);
        if (number >= 0) keep(replaceFrom(now(), number, page));
        cursor = now().items.cursorAfter(cursor, last);
      }
    } catch (error) {
      return reportOutage(error);
    }
    if (isOwed) await loadMore();
  }

  async function loadMore(): Promise<void> {
    const before = known.peek();
    if (isLoadingMore || !before || before.tail === null) return;
    isLoadingMore = true;
    isOwed = true;
    try {
      const page = await fetchAt(before.tail);
      const now = known.peek()!;
      // Meanwhile a page before it may have been asked for again, and have moved the end.
      if (now.tail === before.tail) {
        isOwed = false;
        keep(append(now, page));
      }
    } catch (error) {
      reportOutage(error);
    } finally {
      isLoadingMore = false;
    }
  }

  function change(id: string, make: (item: T) => T): () => void {
    const old = known.peek()?.items.find(id);
    if (!old) return () => undefined;
    const put = (from: T, to: T) => {
      const now = known.peek()!;
      const index = now.items.indexOf(id);
      // What came meanwhile knows better. Out of view it may have become another object.
      if (JSON.stringify(now.items.at(index)) !== JSON.stringify(from)) return;
      changed.set(id, questions);
      keep({ ...now, items: now.items.with(index, to) });
    };
    const made = make(old);
    put(old, made);
    return () => put(made, old);
  }

  return {
    items: computed(() => known.value?.items ?? guessed?.items),
    isGuess: computed(() => known.value === undefined),
    hasMore: computed(() => typeof known.value?.tail === 'string'),
    loadMore,
    refresh,
    see: (first, last) => {
      seen = { first, last };
      known.peek()?.items.fold(first, last);
    },
    change,
  };
}
