// One thing done with many, a thousand at a time, until all are done. It can be stopped, and goes on from there.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { BulkResult, PostOptions } from '../../../client/src/index.ts';
import { createKey } from '../unique-key.ts';

const AT_ONCE = 1_000;
/** A thousand take a while. */
const TIMEOUT_MS = 120_000;

export type Outcome = Pick<BulkResult, 'done' | 'unchanged' | 'failed'>;

/** Those named, or all that match one of the filters. */
export type Who<Filter> = { ids: readonly string[] } | { filters: readonly Filter[] };

interface Part<Filter> {
  ids?: string[];
  filter?: Filter;
  cursor?: string;
}

export type Ask<Filter> = (
  part: Part<Filter> & { dry_run: boolean },
  options: PostOptions,
) => Promise<BulkResult>;

export interface Bulk {
  /** What became of those that it has come to. */
  outcome: ReadonlySignal<Outcome>;
  /** Until all are done, or it is stopped. Where a question fails, it throws; called again, it goes on there. */
  goOn: () => Promise<void>;
  /** What is under way is finished. */
  stop: () => void;
  isOver: () => boolean;
}

export function createBulk<Filter>(ask: Ask<Filter>, who: Who<Filter>, isDryRun: boolean): Bulk {
  const outcome = signal<Outcome>({ done: [], unchanged: [], failed: [] });
  const parts = partsOf(who);
  let key = createKey();
  let isStopped = false;
  const isWanted = () => !isStopped;

  async function goOn(): Promise<void> {
    isStopped = false;
    while (parts[0] && isWanted()) {
      // Asked again where the answer was lost, it is done once all the same.
      const options = { timeoutMs: TIMEOUT_MS, ...(!isDryRun && { idempotencyKey: key }) };
      const answer = await ask({ ...parts[0], dry_run: isDryRun }, options);
      const { done, unchanged, failed } = outcome.peek();
      outcome.value = {
        done: [...done, ...answer.done],
        unchanged: [...unchanged, ...answer.unchanged],
        failed: [...failed, ...answer.failed],
      };
      if (answer.next_cursor === null) parts.shift();
      else parts[0] = { ...parts[0], cursor: answer.next_cursor };
      key = createKey();
    }
  }

  return {
    outcome,
    goOn,
    stop: () => {
      isStopped = true;
    },
    isOver: () => parts.length === 0,
  };
}

export function countOf({ done, unchanged, failed }: Outcome): number {
  return done.length + unchanged.length + failed.length;
}

function partsOf<Filter>(who: Who<Filter>): Part<Filter>[] {
  if ('filters' in who) return who.filters.map((filter) => ({ filter }));
  const count = Math.ceil(who.ids.length / AT_ONCE);
  return Array.from({ length: count }, (_, index) => ({
    ids: who.ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  }));
}
