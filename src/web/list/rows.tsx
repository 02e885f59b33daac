// A virtual table body: draws only rows near the viewport, and loads more near the end.
import { useSignal } from '@preact/signals';
import { Component, type VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { noItems } from './items.ts';
import type { List } from './list.ts';

/** Rows drawn above and below the viewport. */
const OVERSCAN = 8;

/** The heights of the bars that stay at the top and bottom of the page. */
const BARS = { top: 96, bottom: 80 } as const;

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
  const layout = useSignal({ height: 36, top: 0 });
  const redraws = useSignal(0);
  const anchor = useRef<{ list: List<T>; id: string; index: number } | undefined>(undefined);
  const items = list.items.value ?? noItems;
  const { height, top } = layout.value;
  void redraws.value;
  const find = () => findRange(items.length, height, top);
  const { start, end } = find();
  const first = Math.max(0, start - OVERSCAN);
  const last = Math.min(items.length, end + OVERSCAN);
  const drawn = Array.from({ length: last - first }, (_, offset) => first + offset);

  useLayoutEffect(() => {
    const check = () => {
      const seen = find();
      if (seen.start !== start || seen.end !== end) redraws.value++;
    };
    addEventListener('scroll', check, { passive: true });
    addEventListener('resize', check);
    return () => {
      removeEventListener('scroll', check);
      removeEventListener('resize', check);
    };
  });

  useLayoutEffect(() => {
    const row = body.current!.querySelector<HTMLElement>('tr[data-row]')?.offsetHeight ?? 0;
    const measured = {
      height: row > 0 ? row : height,
      top: body.current!.getBoundingClientRect().top + scrollY,
    };
    if (measured.height !== height || Math.abs(measured.top - top) >= 1) layout.value = measured;
  });

  useLayoutEffect(() => {
    // Rows inserted above the viewport must not move the rows in it.
    const topRow = anchor.current?.list === list ? anchor.current : undefined;
    if (!topRow || items.ids(topRow.index, topRow.index + 1)[0] === topRow.id) return;
    const index = items.indexOf(topRow.id);
    if (index >= 0) scrollBy(0, (index - topRow.index) * height);
  }, [items]);

  useLayoutEffect(() => {
    list.setVisibleRange(first, Math.max(first, last - 1));
    const [id] = items.ids(start, start + 1);
    anchor.current = id !== undefined && scrollY > top ? { list, id, index: start } : undefined;
    if (end + OVERSCAN >= items.length && list.hasMore.peek()) void list.loadMore();
  });

  useLayoutEffect(() => {
    const index = items.indexOf(at);
    // After a click or Tab the row has the focus already.
    if (index < 0 || document.activeElement?.closest('[data-row]')?.getAttribute('data-row') === at)
      return undefined;
    scrollIntoView(top + index * height, height);
    let frame = requestAnimationFrame(focus);
    function focus(): void {
      const row = body.current?.querySelector(`tr[data-row="${at}"]`);
      const link = row?.querySelector<HTMLElement>('a[data-open]') ?? row?.querySelector<HTMLElement>('a');
      if (row) link?.focus({ preventScroll: true });
      else frame = requestAnimationFrame(focus);
    }
    return () => cancelAnimationFrame(frame);
  }, [at]);

  // Marks the current row here, because rows are not drawn again when it changes.
  useLayoutEffect(() => {
    for (const row of body.current?.querySelectorAll('[data-row]') ?? [])
      row.toggleAttribute('data-at', row.getAttribute('data-row') === at);
  });

  return (
    <tbody ref={body}>
      <Spacer columns={columns} height={first * height} />
      {drawn.map((index) => {
        const item = items.at(index);
        if (item) return <Row key={item.id} item={item} draw={children} />;
        return <Spacer key={index} columns={columns} height={height} isLoading />;
      })}
      <Spacer columns={columns} height={(items.length - last) * height} />
    </tbody>
  );
}

/** The rows in the viewport, `end` not included; at least one, whose height is measured. */
function findRange(length: number, height: number, top: number): { start: number; end: number } {
  const start = Math.max(0, Math.min(Math.floor((scrollY - top) / height), length - 1));
  const end = Math.ceil((scrollY + innerHeight - top) / height);
  return { start, end: Math.min(length, Math.max(start + 1, end)) };
}

/** Scrolls as little as needed to show the row at `top` between the bars. */
function scrollIntoView(top: number, height: number): void {
  const highest = top - BARS.top;
  const lowest = top + height + BARS.bottom - innerHeight;
  if (scrollY > highest) scrollTo(0, highest);
  else if (scrollY < lowest) scrollTo(0, lowest);
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

function Spacer(props: { columns: number; height: number; isLoading?: boolean }) {
  if (props.height <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td colSpan={props.columns} style={{ height: `${props.height}px` }}>
        {props.isLoading && <div class="skeleton" />}
      </td>
    </tr>
  );
}

/** Placeholder rows shown while a list loads. */
export function SkeletonRows({ columns }: { columns: number }) {
  return (
    <tbody aria-hidden="true">
      {Array.from({ length: 12 }, (_, row) => (
        <tr key={row}>
          <td colSpan={columns}>
            <div class="skeleton" />
          </td>
        </tr>
      ))}
    </tbody>
  );
}
