// A virtual table body: draws only rows near the viewport, and loads more near the end.
import { useSignal } from '@preact/signals';
import { Component, type VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { noItems } from '../list/items.ts';
import type { List } from '../list/list.ts';
import { createFrameBudget, type Range } from './frame-budget.ts';

/** Rows drawn above and below the viewport. */
const OVERSCAN = 8;
/** The range moves in steps of this many rows, so that most scroll events draw nothing. */
const STEP = 4;

/** `children` must return a `tr` with the item's ID as `data-row`. All rows must have the same height. */
interface Props<T extends { id: string }> {
  list: List<T>;
  columns: number;
  /** The ID of the current row; its `data-open` link, or else its first link, gets the focus. */
  at?: string | undefined;
  /** Called again for a row only if its item or this function changed. */
  children: (item: T) => VNode;
}

export function Rows<T extends { id: string }>({ list, columns, at, children }: Props<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const height = useSignal(36);
  const range = useSignal<Range>({ first: 0, last: 24 });
  const items = list.items.value ?? noItems;
  const anchor = useRef<{ list: List<T>; id: string; index: number } | undefined>(undefined);
  const frame = useRef(0);
  const top = useRef(0);
  const frameBudget = useMemo(createFrameBudget, []);

  function update(): void {
    frameBudget.measure();
    const element = body.current;
    if (!element) return;
    const row = element.querySelector<HTMLElement>('tr[data-row]');
    if (row && row.offsetHeight > 0) height.value = row.offsetHeight;
    const above = -element.getBoundingClientRect().top / height.peek();
    const seen = innerHeight / height.peek();
    const now = list.items.peek() ?? noItems;
    top.current = Math.min(Math.max(0, Math.floor(above)), Math.max(0, now.length - 1));
    const old = range.peek();
    const wanted = { first: stepDown(above - OVERSCAN), last: stepUp(above + seen + OVERSCAN) };
    if (wanted.first !== old.first || wanted.last !== old.last || !frameBudget.isDone()) range.value = wanted;
    list.setVisibleRange(top.current, Math.max(top.current, Math.ceil(above + seen)));
    const item = now.at(top.current);
    anchor.current = above > 0 && item ? { list, id: item.id, index: top.current } : undefined;
    if (wanted.last >= now.length && list.hasMore.peek()) void list.loadMore();
  }

  function scheduleUpdate(): void {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(update);
  }

  useEffect(() => {
    update();
    addEventListener('scroll', scheduleUpdate, { passive: true });
    addEventListener('resize', scheduleUpdate);
    return () => {
      cancelAnimationFrame(frame.current);
      removeEventListener('scroll', scheduleUpdate);
      removeEventListener('resize', scheduleUpdate);
    };
  }, [list]);

  useLayoutEffect(() => {
    // Rows inserted above the viewport must not move the rows in it.
    const topRow = anchor.current?.list === list ? anchor.current : undefined;
    if (topRow && items.at(topRow.index)?.id !== topRow.id) {
      const index = items.indexOf(topRow.id);
      if (index >= 0) scrollBy(0, (index - topRow.index) * height.peek());
    }
    scheduleUpdate();
  }, [items, list.hasMore.value]);

  useLayoutEffect(() => {
    const index = items.indexOf(at);
    const element = body.current;
    if (index < 0 || !element) return undefined;
    // After a click or Tab the row has the focus already.
    if (document.activeElement?.closest('[data-row]')?.getAttribute('data-row') === at) return undefined;
    const top = element.getBoundingClientRect().top + index * height.peek();
    // Keeps clear of the bars that stay at the top and bottom of the page.
    if (top < 96) scrollBy(0, top - 96);
    else if (top + height.peek() > innerHeight - 80) scrollBy(0, top + height.peek() - innerHeight + 80);
    update();
    let frame = requestAnimationFrame(focus);
    function focus(): void {
      const row = element?.querySelector(`tr[data-row="${at}"]`);
      if (!row && !frameBudget.isDone()) frame = requestAnimationFrame(focus);
      const link = row?.querySelector<HTMLElement>('a[data-open]') ?? row?.querySelector<HTMLElement>('a');
      link?.focus({ preventScroll: true });
    }
    return () => cancelAnimationFrame(frame);
  }, [at]);

  // Marks the current row here, because rows are not drawn again when it changes.
  useLayoutEffect(() => {
    for (const row of body.current?.querySelectorAll('[data-row]') ?? [])
      row.toggleAttribute('data-at', row.getAttribute('data-row') === at);
  });

  const { first, last } = frameBudget.take(range.value, top.current, items);
  useLayoutEffect(() => {
    if (frameBudget.isMeasuring()) scheduleUpdate();
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
