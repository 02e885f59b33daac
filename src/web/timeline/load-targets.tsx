// What of the load can be pointed at: each bucket tells of itself; one behind us leads to its runs.
import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { links } from '../router.ts';
import type { Coming, Ended } from './load-buckets.ts';
import { tellComing, tellEnded } from './load-words.ts';

interface Props {
  ended: readonly Ended[];
  coming: readonly Coming[];
  now: number;
  xOf: (at: number) => number;
  width: number;
  isEstimate: boolean;
  told: Signal<string | undefined>;
}

/** So wide is what can be pointed at, at the least: what has just begun lies over what comes next. */
const LEAST_PX = 8;

/** One stop of the Tab key; the arrows move within. */
export function LoadTargets({ ended, coming, now, xOf, width, isEstimate, told }: Props) {
  const group = useRef<HTMLDivElement>(null);
  /** The instant at which the keyboard is: buckets come and go under it. */
  const at = useSignal(now);
  const buckets = [...ended, ...coming];
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
      aria-label="Buckets of the load; the arrow keys move"
      onKeyDown={move}
      onMouseLeave={() => (told.value = undefined)}
    >
      {buckets.map((bucket, i) => {
        const isComing = 'runs' in bucket;
        const text = isComing ? tellComing(bucket, isEstimate) : tellEnded(bucket, now);
        const left = xOf(bucket.from);
        const right = Math.min(width, xOf(isComing ? bucket.to : Math.min(bucket.to, now)));
        const shared = {
          'aria-label': text,
          tabIndex: i === index ? 0 : -1,
          style: { left: `${left}px`, width: `${Math.max(LEAST_PX, right - left)}px` },
          onMouseEnter: () => (told.value = text),
          onFocus: () => {
            at.value = bucket.from;
            told.value = text;
          },
          onBlur: () => (told.value = undefined),
        };
        return isComing ? (
          <span key={`coming ${bucket.to}`} role="img" {...shared} />
        ) : (
          <a
            key={bucket.from}
            href={links.runs({
              from: new Date(bucket.from).toISOString(),
              to: new Date(bucket.to).toISOString(),
              // Who points at a failure asks for it.
              status: bucket.failed > 0 ? 'failed' : undefined,
            })}
            {...shared}
          />
        );
      })}
    </div>
  );
}
