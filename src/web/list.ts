// A list that grows by "load more" and stays true over all of what is shown.
import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Page } from '../../client/src/index.ts';
import { type Live, recall, useLive } from './live.ts';

const STEP = 50;
/** The most that the service puts on one page. */
const PAGE_AT_MOST = 200;

type FetchPage<T> = (query: { limit: number; cursor?: string }) => Promise<Page<T>>;

export interface LiveList<T> extends Live<Page<T>> {
  loadMore: () => Promise<void>;
  isLoadingMore: Signal<boolean>;
}

/** `key` names what `fetchPage` lists, as in `useLive`. */
export function useLiveList<T>(key: string, fetchPage: FetchPage<T>, initial?: Page<T>): LiveList<T> {
  const wanted = useRef({ key: '', count: STEP });
  if (wanted.current.key !== key) {
    // A list that is opened again is as long as it was left.
    wanted.current = { key, count: Math.max(STEP, recall<Page<T>>(key)?.data.length ?? 0) };
  }
  const target = wanted.current;
  const isLoadingMore = useSignal(false);
  const live = useLive(key, () => fetchUpTo(fetchPage, target.count), initial);

  async function loadMore(): Promise<void> {
    target.count += STEP;
    isLoadingMore.value = true;
    await live.refresh();
    isLoadingMore.value = false;
  }
  return { ...live, loadMore, isLoadingMore };
}

/** Everything from the first item on is asked for anew: a part kept from before could miss or repeat what moved. */
async function fetchUpTo<T>(fetchPage: FetchPage<T>, count: number): Promise<Page<T>> {
  const data: T[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(count - data.length, PAGE_AT_MOST);
    const page: Page<T> = await fetchPage(cursor === null ? { limit } : { limit, cursor });
    data.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null && data.length < count);
  return { data, next_cursor: cursor };
}
