// The body of a long table: only the rows in view are drawn, and the list grows when its end comes near.
import { useSignal } from '@preact/signals';
import { Component, type VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { nothing } from '../list/items.ts';
import type { List } from '../list/list.ts';
import { createPace, type Range } from './pace.ts';

/** Rows drawn beyond what is in view, on either side. */
const BEYOND = 8;
/** The range moves in steps, so that most scrolling draws nothing. */
const STEP = 4;

/** Each child is a `tr` with the item's id as `data-row`; all are equally high. */
interface Props<T extends { id: string }> {
  list: List<T>;
  columns: number;
  /** The row that the keyboard is at: the link that opens it (`data-open`, else its first one) gets the focus. */
  at?: string | undefined;
  /** A row is drawn again when its item or this function is another: what else it shows, it follows by itself. */
  children: (item: T) => VNode;
}

export function Rows<T extends { id: string }>({ list, columns, at, children }: Props<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const height = useSignal(36);
  const range = useSignal<Range>({ first: 0, last: 24 });
  const items = list.items.value ?? nothing;
  const anchor = useRef<{ list: List<T>; id: string; index: number } | undefined>(undefined);
  const frame = useRef(0);
  const top = useRef(0);
  const pace = useMemo(createPace, []);

  function look(): void {
    pace.look();
    const element = body.current;
    if (!element) return;
    const row = element.querySelector<HTMLElement>('tr[data-row]');
    if (row && row.offsetHeight > 0) height.value = row.offsetHeight;
    const above = -element.getBoundingClientRect().top / height.peek();
    const seen = innerHeight / height.peek();
    const now = list.items.peek() ?? nothing;
    top.current = Math.min(Math.max(0, Math.floor(above)), Math.max(0, now.length - 1));
    const old = range.peek();
    const wanted = { first: stepDown(above - BEYOND), last: stepUp(above + seen + BEYOND) };
    if (wanted.first !== old.first || wanted.last !== old.last || !pace.isDone()) range.value = wanted;
    list.see(top.current, Math.max(top.current, Math.ceil(above + seen)));
    const item = now.at(top.current);
    anchor.current = above > 0 && item ? { list, id: item.id, index: top.current } : undefined;
    if (wanted.last >= now.length && list.hasMore.peek()) void list.loadMore();
  }

  function soon(): void {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(look);
  }

  useEffect(() => {
    look();
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame.current);
      removeEventListener('scroll', soon);
      removeEventListener('resize', soon);
    };
  }, [list]);

  useLayoutEffect(() => {
    // What arrives above must not move what is being read.
    const held = anchor.current?.list === list ? anchor.current : undefined;
    if (held && items.at(held.index)?.id !== held.id) {
      const index = items.indexOf(held.id);
      if (index >= 0) scrollBy(0, (index - held.index) * height.peek());
    }
    soon();
  }, [items, list.hasMore.value]);

  useLayoutEffect(() => {
    const index = items.indexOf(at);
    const element = body.current;
    if (index < 0 || !element) return undefined;
    // Whoever came with the mouse or with Tab is there.
    if (document.activeElement?.closest('[data-row]')?.getAttribute('data-row') === at) return undefined;
    const top = element.getBoundingClientRect().top + index * height.peek();
    // Below what stays at the top of the page, above what stays at its foot.
    if (top < 96) scrollBy(0, top - 96);
    else if (top + height.peek() > innerHeight - 80) scrollBy(0, top + height.peek() - innerHeight + 80);
    look();
    let frame = requestAnimationFrame(focus);
    function focus(): void {
      const row = element?.querySelector(`tr[data-row="${at}"]`);
      if (!row && !pace.isDone()) frame = requestAnimationFrame(focus);
      const link = row?.querySelector<HTMLElement>('a[data-open]') ?? row?.querySelector<HTMLElement>('a');
      link?.focus({ preventScroll: true });
    }
    return () => cancelAnimationFrame(frame);
  }, [at]);

  // Rows are drawn by others: where the keyboard is, is marked here.
  useLayoutEffect(() => {
    for (const row of body.current?.querySelectorAll('[data-row]') ?? [])
      row.toggleAttribute('data-at', row.getAttribute('data-row') === at);
  });

  const { first, last } = pace.take(range.value, top.current, items);
  useLayoutEffect(() => {
    if (pace.isUnder()) soon();
  });
  return (
    <tbody ref={body}>
      <Spacer columns={columns} height={first * height.value} />
      {items.slice(first, last).map((item) => (
        <Row key={item.id} item={item} draw={children} />
      ))}
      <Spacer columns={columns} height={(items.length - last) * height.value} />
    </tbody>
  );
}

interface RowProps<T> {
  item: T;
  draw: (item: T) => VNode;
}

class Row<T> extends Component<RowProps<T>> {
  override shouldComponentUpdate(next: RowProps<T>): boolean {
    return next.item !== this.props.item || next.draw !== this.props.draw;
  }

  override render({ item, draw }: RowProps<T>): VNode {
    return draw(item);
  }
}

const stepDown = (index: number) => Math.max(0, Math.floor(index / STEP) * STEP);
const stepUp = (index: number) => Math.ceil(index / STEP) * STEP;

function Spacer({ columns, height }: { columns: number; height: number }) {
  if (height <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}
