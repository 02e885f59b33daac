// Runs that came while one reads further down: nothing jumps, a button tells how many there are.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Page, Run } from '../../../client/src/index.ts';
import { formatCount } from '../format/time.ts';
import type { List } from '../list/list.ts';
import { PAGE } from '../list/pages.ts';
import { useLive } from '../live.ts';

/** Within a few rows of the top one sees them come. */
const TOP = 100;

interface Props {
  list: List<Run>;
  fetchPage: (query: { limit: number }) => PromiseLike<Page<Run>>;
}

export function NewerRuns({ list, fetchPage }: Props) {
  const isDown = useSignal(false);
  useEffect(() => {
    const look = () => {
      if (isDown.peek() && scrollY <= TOP) {
        // The rows tell of it with the next frame.
        list.see(0, 0);
        void list.refresh();
      }
      isDown.value = scrollY > TOP;
    };
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [list]);
  return isDown.value ? <Watch list={list} fetchPage={fetchPage} /> : null;
}

function Watch({ list, fetchPage }: Props) {
  const known = useMemo(() => list.items.peek()?.ids(0, PAGE) ?? [], [list]);
  const fresh = useLive(null, async () => (await fetchPage({ limit: PAGE })).data, {
    on: ['runs'],
    leastMs: 3_000,
    afterMs: 1_000,
  }).data.value;
  // Older ones move up where others are gone.
  const least = known.reduce((one, id) => (id < one ? id : one), '~');
  const count = fresh?.filter(({ id }) => id > least && !known.includes(id)).length ?? 0;
  return (
    <div class="newer" role="status">
      {count > 0 && (
        <button type="button" onClick={() => scrollTo(0, 0)}>
          {count >= PAGE ? `${PAGE} or more` : formatCount(count)} newer {count === 1 ? 'run' : 'runs'}
        </button>
      )}
    </div>
  );
}
