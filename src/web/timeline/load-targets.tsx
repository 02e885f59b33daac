// Interactive areas of the load chart: each bucket shows details, past buckets link to their runs.
import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { links } from '../router.ts';
import type { Ended, Upcoming } from './load-buckets.ts';
import { endedText, upcomingText } from './load-text.ts';

interface Props {
  ended: readonly Ended[];
  upcoming: readonly Upcoming[];
  now: number;
  xOf: (at: number) => number;
  width: number;
  isEstimate: boolean;
  readout: Signal<string | undefined>;
}

/** Minimum width of an area, in pixels. The current bucket may cover part of the next one. */
const MIN_WIDTH = 8;

/** One tab stop; the arrow keys move between buckets. */
export function LoadTargets({ ended, upcoming, now, xOf, width, isEstimate, readout }: Props) {
  const group = useRef<HTMLDivElement>(null);
  /** Instant of the focused bucket. An instant, because refreshed data has other buckets. */
  const at = useSignal(now);
  const buckets = [...ended, ...upcoming];
  const index = Math.max(
    0,
    buckets.findLastIndex(({ from }) => from <= at.value),
  );

  function move(event: KeyboardEvent): void {
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: buckets.length - 1 }[event.key];
    if (to === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const element = group.current?.children[to];
    if (element instanceof HTMLElement) element.focus();
  }

  return (
    <div
      ref={group}
      class="load-targets"
      role="group"
      aria-label="Load by time; use the arrow keys"
      onKeyDown={move}
      onMouseLeave={() => (readout.value = undefined)}
    >
      {buckets.map((bucket, i) => {
        const isUpcoming = 'runs' in bucket;
        const text = isUpcoming ? upcomingText(bucket, isEstimate) : endedText(bucket, now);
        const left = xOf(bucket.from);
        const right = Math.min(width, xOf(isUpcoming ? bucket.to : Math.min(bucket.to, now)));
        const shared = {
          'aria-label': text,
          tabIndex: i === index ? 0 : -1,
          style: { left: `${left}px`, width: `${Math.max(MIN_WIDTH, right - left)}px` },
          onMouseEnter: () => (readout.value = text),
          onFocus: () => {
            at.value = bucket.from;
            readout.value = text;
          },
          onBlur: () => (readout.value = undefined),
        };
        if (isUpcoming && bucket.runs === 0)
          return <span key={`upcoming ${bucket.to}`} role="img" {...shared} />;
        return isUpcoming ? (
          <a
            class="is-upcoming"
            key={`upcoming ${bucket.to}`}
            href={links.upcoming({
              from: new Date(bucket.from).toISOString(),
              to: new Date(bucket.to).toISOString(),
            })}
            {...shared}
          />
        ) : (
          <a
            key={bucket.from}
            href={links.runs({
              from: new Date(bucket.from).toISOString(),
              to: new Date(bucket.to).toISOString(),
              // A bucket with failures links to the failed runs.
              status: bucket.failed > 0 ? 'failed' : undefined,
            })}
            {...shared}
          />
        );
      })}
    </div>
  );
}
