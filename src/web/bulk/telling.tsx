// What a bulk action would do, does and did, in numbers.
import type { ComponentChildren } from 'preact';
import { formatCount } from '../format/time.ts';
import { countOf, type Outcome } from './bulk.ts';

export interface BulkWords {
  title: string;
  /** `Cancel 24 runs` */
  act: (count: number) => string;
  /** `24 runs` */
  count: (count: number) => string;
  /** `24 runs are canceled.` */
  done: (count: number) => string;
  /** `24 runs have ended.` */
  unchanged: (count: number) => string;
  /** What it means for them. */
  means: string;
  /** Of the button, where it destroys. */
  class?: 'danger';
}

interface WouldProps {
  words: BulkWords;
  seen: Outcome;
  about: ((ids: readonly string[]) => ComponentChildren) | undefined;
}

export function Would({ words, seen, about }: WouldProps) {
  const { done, unchanged } = seen;
  return (
    <>
      <p class="prose">
        <strong>{done.length === 0 ? 'There is nothing to do.' : `${words.act(done.length)}?`}</strong>{' '}
        {done.length > 0 && words.means}
      </p>
      {about?.(done)}
      {unchanged.length > 0 && <p class="muted">{words.unchanged(unchanged.length)}</p>}
    </>
  );
}

export function Does({ words, outcome, all }: { words: BulkWords; outcome: Outcome; all: number }) {
  const count = countOf(outcome);
  return (
    <>
      <p>
        {words.done(outcome.done.length)}
        {outcome.failed.length > 0 && ` With ${formatCount(outcome.failed.length)} it could not be done.`}
        {count < all && (
          <>
            {` ${formatCount(count)} of ${formatCount(all)} are looked after. `}
            <progress value={count} max={all} aria-label="How far it is" />
          </>
        )}
      </p>
      {outcome.unchanged.length > 0 && <p class="muted">{words.unchanged(outcome.unchanged.length)}</p>}
    </>
  );
}
