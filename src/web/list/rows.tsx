// A virtual table body: draws only rows near the viewport, and loads more near the end.
import { useSignal } from '@preact/signals';
import { Component, type RefObject, type VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { List } from './list.ts';
import { noItems } from './pages.ts';

/** Rows drawn above and below the viewport. */
const OVERSCAN = 8;

/** The number of rows that are grey while the list loads. */
const UNKNOWN = 12;

/** The heights of the bars that stay at the top and bottom of the page. */
const BARS = { top: 96, bottom: 80 } as const;

/** A list that is opened again has its full height at once, so that its scroll position can be restored. */
let usualHeight = 36;

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
  const { height, top } = useMeasured(body).value;
  const viewport = useSignal(readViewport());
  /** The request for the next frame, in which rows are drawn that had to wait. */
  const nextFrame = useRef(0);
  const hasJumped = useRef(false);
  const drawnBefore = useRef<readonly string[]>([]);
  /** The first row in the viewport. */
  const topRow = useRef<{ list: List<T>; id: string | undefined; index: number }>(undefined);
  const { start, ids, loaded } = list.items.value ?? noItems;
  const count = list.items.value ? list.count.value : UNKNOWN;
  const range = findRange(count, height, top, viewport.value);
  const isScrolled = viewport.value.top > top;
  const middle = ids[middleOf(range) - start];
  const isNew = middle !== undefined && !drawnBefore.current.includes(middle);
  // If most rows in view are new, the rows around them wait for the next frame, because frames must be short.
  const overscan = isNew || nextFrame.current > 0 ? 0 : OVERSCAN;
  const first = Math.max(start, range.first - overscan);
  const end = Math.min(start + ids.length, range.end + overscan);
  const drawn = ids.slice(first - start, Math.max(0, end - start));

  function draw(): void {
    nextFrame.current = 0;
    hasJumped.current = false;
    viewport.value = readViewport();
  }

  function drawInNextFrame(): void {
    cancelAnimationFrame(nextFrame.current);
    // A callback requested by a scroll event is called in the frame of that event.
    nextFrame.current = requestAnimationFrame(() => {
      nextFrame.current = requestAnimationFrame(draw);
    });
  }

  useLayoutEffect(() => {
    // Marks the current row here, because rows are not drawn again when it changes.
    for (const row of body.current!.querySelectorAll<HTMLElement>('tr[data-row]'))
      row.toggleAttribute('data-at', row.dataset['row'] === at);

    // Rows inserted above the viewport must not move the rows in it.
    const { id, index, list: shown } = topRow.current ?? {};
    const moved = id !== undefined && shown === list && ids[index! - start] !== id ? ids.indexOf(id) : -1;
    if (moved >= 0) {
      scrollBy(0, (moved + start - index!) * height);
      viewport.value = readViewport();
    }
    topRow.current = { list, id: isScrolled ? ids[range.first - start] : undefined, index: range.first };
    list.setVisibleRange(Math.max(0, range.first - OVERSCAN), range.end + 2 * OVERSCAN);
    drawnBefore.current = drawn;
    if (isNew) drawInNextFrame();

    const check = () => {
      const seen = findRange(count, height, top, readViewport());
      if (seen.first === range.first && seen.end === range.end) return;
      const isJump = middleOf(seen) < first || middleOf(seen) >= end;
      if (isJump) drawInNextFrame();
      // Nobody can read while each frame shows other rows. Drawing all of them would make frames long.
      if (!isJump || !hasJumped.current) viewport.value = readViewport();
      hasJumped.current = isJump;
    };
    addEventListener('scroll', check, { passive: true });
    addEventListener('resize', check);
    return () => {
      removeEventListener('scroll', check);
      removeEventListener('resize', check);
    };
  });

  useLayoutEffect(() => () => cancelAnimationFrame(nextFrame.current), []);

  useLayoutEffect(() => {
    const index = at === undefined ? -1 : ids.indexOf(at);
    // After a click or Tab the row has the focus already.
    if (index < 0 || document.activeElement?.closest('[data-row]')?.getAttribute('data-row') === at)
      return undefined;
    scrollIntoView(top + (start + index) * height, height);
    let frame = 0;
    focus();
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
      <Spacer columns={columns} height={(drawn.length > 0 ? first : range.first) * height} />
      {drawn.map((id) => (
        <Row key={id} item={loaded.get(id)!} draw={children} />
      ))}
      <Spacer columns={columns} height={(count - (drawn.length > 0 ? end : range.first)) * height} />
    </tbody>
  );
}

/** Measures the height of a row and where the rows start on the page. */
function useMeasured(body: RefObject<HTMLTableSectionElement | null>) {
  const layout = useSignal({ height: usualHeight, top: 0 });
  // Not at each scroll: that would lay out the page twice per frame.
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      const row = body.current!.querySelector<HTMLElement>('tr[data-row]');
      const measured = {
        height: row?.offsetHeight || layout.peek().height,
        top: Math.round(body.current!.getBoundingClientRect().top + scrollY),
      };
      if (measured.height !== layout.peek().height || measured.top !== layout.peek().top)
        layout.value = measured;
      usualHeight = measured.height;
    };
    measure();
    // In the next frame: a change within the observer's callback would be reported as an error.
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    });
    observer.observe(document.body);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, []);
  return layout;
}

interface Viewport {
  top: number;
  bottom: number;
}

const readViewport = (): Viewport => ({ top: scrollY, bottom: scrollY + innerHeight });

/** The rows in the viewport, `end` not included; at least one, whose height is measured. */
function findRange(count: number, height: number, top: number, viewport: Viewport) {
  const first = Math.max(0, Math.min(Math.floor((viewport.top - top) / height), count - 1));
  const end = Math.ceil((viewport.bottom - top) / height);
  return { first, end: Math.min(count, Math.max(first + 1, end)) };
}

const middleOf = ({ first, end }: { first: number; end: number }) => Math.floor((first + end) / 2);

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

/** The rows that are not drawn. */
function Spacer({ columns, height }: { columns: number; height: number }) {
  if (height <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td colSpan={columns} class="skeleton" style={{ height: `${height}px` }} />
    </tr>
  );
}
