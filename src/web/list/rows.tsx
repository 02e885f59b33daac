// A virtual table body: draws only rows near the viewport, and loads more near the end.
import { useSignal } from '@preact/signals';
import { Component, type VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { List } from './list.ts';
import { noItems } from './pages.ts';

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
  /** The first row in the viewport. */
  const topRow = useRef<{ list: List<T>; id: string | undefined; index: number }>(undefined);
  const { ids, loaded } = list.items.value ?? noItems;
  const { height, top } = layout.value;
  void redraws.value;
  const { start, end } = findRange(ids.length, height, top);
  const first = Math.max(0, start - OVERSCAN);
  const last = Math.min(ids.length, end + OVERSCAN);

  useLayoutEffect(() => {
    const rows = [...body.current!.querySelectorAll<HTMLElement>('tr[data-row]')];
    const measured = {
      height: rows[0]?.offsetHeight || height,
      top: body.current!.getBoundingClientRect().top + scrollY,
    };
    if (measured.height !== height || Math.abs(measured.top - top) >= 1) layout.value = measured;
    // Marks the current row here, because rows are not drawn again when it changes.
    for (const row of rows) row.toggleAttribute('data-at', row.dataset['row'] === at);

    // Rows inserted above the viewport must not move the rows in it.
    const { id, index, list: shown } = topRow.current ?? {};
    const moved = id !== undefined && shown === list && ids[index!] !== id ? ids.indexOf(id) : -1;
    if (moved >= 0) scrollBy(0, (moved - index!) * height);
    topRow.current = { list, id: scrollY > top ? ids[start] : undefined, index: start };
    list.setVisibleRange(first, end + OVERSCAN);

    const check = () => {
      const seen = findRange(ids.length, height, top);
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
    const index = at === undefined ? -1 : ids.indexOf(at);
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

  return (
    <tbody ref={body}>
      <Spacer columns={columns} height={first * height} />
      {ids.slice(first, last).map((id) => {
        const item = loaded.get(id);
        if (item) return <Row key={id} item={item} draw={children} />;
        return <Spacer key={id} columns={columns} height={height} isLoading />;
      })}
      <Spacer columns={columns} height={(ids.length - last) * height} />
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
