// A long list, a page at a time: it grows as it is scrolled, and what is in view stays true.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Page } from '../../client/src/index.ts';
import { type AskOptions, recall, remember, reportAnswer, reportOutage, useAsking } from './live.ts';
import { share } from './share.ts';

export const PAGE = 100;

type FetchPage<T> = (query: { limit: number; cursor?: string }) => PromiseLike<Page<T>>;

export interface List<T> {
  /**
   * What is known of it, from its first item on; undefined before the first answer. An item that stays the same is the
   * same object.
   */
  items: ReadonlySignal<readonly T[] | undefined>;
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

/** A place in the list from which it can be asked for: `cursor` is that of the page that begins at `index`. */
interface Mark {
  index: number;
  cursor: string | null;
}

interface Known<T> {
  items: readonly T[];
  /** The index of each by its id: a long list is not searched for every page. */
  places: Map<string, number>;
  marks: Mark[];
  /** Where it goes on; null at its end. */
  tail: string | null;
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
  const guessed = known.peek() ? undefined : guess?.();
  let seen = { first: 0, last: 0 };
  let isLoadingMore = false;
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
    const before = known.peek() ?? createKnown(guessed);
    const data = page.data.map((item) => {
      const old = findItem(before, item.id);
      const isOlder = question <= (changed.get(item.id) ?? 0);
      // What has not changed is not drawn again.
      return old && (isOlder || JSON.stringify(old) === JSON.stringify(item)) ? old : share(item);
    });
    return { ...page, data };
  }

  async function refresh(): Promise<void> {
    try {
      for (let number = firstMark(known.peek()?.marks ?? [], seen.first); ; number++) {
        const mark = (known.peek() ?? createKnown()).marks[number];
        if (!mark || (number > 0 && mark.index > seen.last)) return;
        const page = await fetchAt(mark.cursor);
        keep(replaceFrom(known.peek() ?? createKnown<T>(), number, page));
      }
    } catch (error) {
      reportOutage(error);
    }
  }

  async function loadMore(): Promise<void> {
    const before = known.peek();
    if (isLoadingMore || !before || before.tail === null) return;
    isLoadingMore = true;
    try {
      const page = await fetchAt(before.tail);
      const now = known.peek()!;
      // Meanwhile a page before it may have been asked for again, and have moved the end.
      if (now.tail === before.tail) {
        const marks = [...now.marks, { index: now.items.length, cursor: now.tail }];
        keep(replaceFrom({ ...now, marks }, marks.length - 1, page));
      }
    } catch (error) {
      reportOutage(error);
    } finally {
      isLoadingMore = false;
    }
  }

  function change(id: string, make: (item: T) => T): () => void {
    const before = known.peek();
    const old = before && findItem(before, id);
    if (!old) return () => undefined;
    const put = (from: T, to: T) => {
      const now = known.peek()!;
      if (!now.items.includes(from)) return;
      changed.set(id, questions);
      keep({ ...now, items: now.items.map((item) => (item === from ? to : item)) });
    };
    const made = make(old);
    put(old, made);
    return () => put(made, old);
  }

  return {
    items: computed(() => known.value?.items ?? guessed),
    isGuess: computed(() => known.value === undefined),
    hasMore: computed(() => typeof known.value?.tail === 'string'),
    loadMore,
    refresh,
    see: (first, last) => {
      seen = { first, last };
    },
    change,
  };
}

/** Before the first answer: nothing, or what is guessed. */
function createKnown<T extends { id: string }>(items: readonly T[] = []): Known<T> {
  return { items, places: indexById(items), marks: [{ index: 0, cursor: null }], tail: null };
}

function findItem<T>({ items, places }: Known<T>, id: string): T | undefined {
  return items[places.get(id) ?? -1];
}

function firstMark(marks: readonly Mark[], index: number): number {
  return Math.max(
    0,
    marks.findLastIndex((mark) => mark.index <= index),
  );
}

/**
 * Puts a fresh page where it belongs. What was known behind it stays as far as the page does not tell of it: up to the
 * last item that both have, the page is right.
 */
function replaceFrom<T extends { id: string }>(known: Known<T>, number: number, page: Page<T>): Known<T> {
  const { index, cursor } = known.marks[number]!;
  const placeOf = ({ id }: T) => known.places.get(id) ?? -1;
  const fresh = page.data.filter((item) => placeOf(item) < 0 || placeOf(item) >= index);
  const common = fresh.reduce((last, item) => Math.max(last, placeOf(item)), -1);
  // Without anything in common there may be others between the two, so that what follows is asked for again.
  const rest = page.next_cursor === null || common < 0 ? [] : known.items.slice(common + 1);
  const isNext = index === known.items.length;
  const head = isNext ? known.items : known.items.slice(0, index);
  const items = keepIfEqual(known.items, head.concat(fresh, rest));
  const places = isNext
    ? addPlaces(known.places, fresh)
    : items === known.items
      ? known.places
      : indexById(items);
  const marks = [...known.marks.slice(0, number), { index, cursor }];
  if (rest.length === 0) return { items, places, marks, tail: page.next_cursor };
  const end = index + fresh.length;
  const moved = items.length - known.items.length;
  const later = known.marks.slice(number + 1).map((mark) => ({ ...mark, index: mark.index + moved }));
  return {
    items,
    places,
    marks: [...marks, { index: end, cursor: page.next_cursor }, ...later.filter((mark) => mark.index > end)],
    tail: known.tail,
  };
}

function indexById(items: readonly { id: string }[]): Map<string, number> {
  return new Map(items.map(({ id }, index) => [id, index]));
}

/** To the same map: nobody asks for what comes next of a list that is no longer known. */
function addPlaces(places: Map<string, number>, items: readonly { id: string }[]): Map<string, number> {
  for (const { id } of items) places.set(id, places.size);
  return places;
}

function keepIfEqual<T>(old: readonly T[], fresh: readonly T[]): readonly T[] {
  return old.length === fresh.length && old.every((item, index) => item === fresh[index]) ? old : fresh;
}
