// A button with the number of newer runs, shown while the user has scrolled down.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Page, Run } from '../../../client/src/index.ts';
import { formatCount } from '../format/time.ts';
import { type List, PAGE_SIZE } from '../list/list.ts';
import { useQuery } from '../query.ts';

/** Up to this scroll position, in pixels, new runs appear in view. */
const TOP_PX = 100;

interface Props {
  list: List<Run>;
  fetchPage: (query: { limit: number }) => PromiseLike<Page<Run>>;
}

export function NewerRuns({ list, fetchPage }: Props) {
  const isScrolledDown = useSignal(false);
  useEffect(() => {
    const onScroll = () => {
      if (isScrolledDown.peek() && scrollY <= TOP_PX) {
        // The rows report their range only in the next frame, which is too late for this refresh.
        list.setVisibleRange(0, 0);
        void list.refresh();
      }
      isScrolledDown.value = scrollY > TOP_PX;
    };
    onScroll();
    addEventListener('scroll', onScroll, { passive: true });
    return () => removeEventListener('scroll', onScroll);
  }, [list]);
  return isScrolledDown.value ? <NewerRunsButton list={list} fetchPage={fetchPage} /> : null;
}

function NewerRunsButton({ list, fetchPage }: Props) {
  const listedIds = useMemo(() => list.items.peek()?.ids(0, PAGE_SIZE) ?? [], [list]);
  const newest = useQuery(null, async () => (await fetchPage({ limit: PAGE_SIZE })).data, {
    on: ['runs'],
    leastMs: 3_000,
    afterMs: 1_000,
  }).data.value;
  // After a deletion, older runs move up into the first page; only runs newer than the oldest listed one count.
  const oldestId = listedIds.reduce((oldest, id) => (id < oldest ? id : oldest), '~');
  const count = newest?.filter(({ id }) => id > oldestId && !listedIds.includes(id)).length ?? 0;
  return (
    <div class="newer" role="status">
      {count > 0 && (
        <button type="button" onClick={() => scrollTo(0, 0)}>
          {count >= PAGE_SIZE ? `${PAGE_SIZE} or more` : formatCount(count)} newer{' '}
          {count === 1 ? 'run' : 'runs'}
        </button>
      )}
    </div>
  );
}
