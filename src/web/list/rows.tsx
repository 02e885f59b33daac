// A virtual table body: draws only rows near the viewport, and loads more near the end.
import { useSignal } from '@preact/signals';
import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core';
import { Component, type VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { noItems } from './items.ts';
import type { List } from './list.ts';

/** Rows drawn above and below the viewport. */
const OVERSCAN = 8;

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
  const options = {
    count: items.length,
    estimateSize: () => height,
    scrollMargin: top,
    overscan: OVERSCAN,
    // The bars that stay at the top and bottom of the page.
    scrollPaddingStart: 96,
    scrollPaddingEnd: 80,
    initialRect: { width: innerWidth, height: innerHeight },
    initialOffset: scrollY,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    onChange: () => redraws.value++,
  };
  const virtualizer = useMemo(() => new Virtualizer<Window, Element>(options), []);
  virtualizer.setOptions(options);
  const drawn = virtualizer.getVirtualItems().map(({ index }) => index);
  const first = drawn[0] ?? 0;
  const last = (drawn.at(-1) ?? -1) + 1;
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [height]);

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
    const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
    list.setVisibleRange(first, Math.max(first, last - 1));
    const [id] = items.ids(startIndex, startIndex + 1);
    anchor.current = id !== undefined && scrollY > top ? { list, id, index: startIndex } : undefined;
    if (endIndex + OVERSCAN >= items.length - 1 && list.hasMore.peek()) void list.loadMore();
  });

  useLayoutEffect(() => {
    const index = items.indexOf(at);
    // After a click or Tab the row has the focus already.
    if (index < 0 || document.activeElement?.closest('[data-row]')?.getAttribute('data-row') === at)
      return undefined;
    virtualizer.scrollToIndex(index, { align: 'auto' });
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
