// The end of a list that may go on.
import type { LiveList } from '../list.ts';

export function LoadMore<T>({ list }: { list: LiveList<T> }) {
  if (!list.data.value?.next_cursor) return null;
  return (
    <button
      type="button"
      class="load-more"
      aria-disabled={list.isLoadingMore.value}
      onClick={() => !list.isLoadingMore.value && list.loadMore()}
    >
      {list.isLoadingMore.value ? 'Loading…' : 'Load more'}
    </button>
  );
}
