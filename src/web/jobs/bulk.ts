// One thing done with many jobs, a thousand at a time, until all are done. It can be stopped, and goes on from there.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { BulkResult, JobBulk } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import type { JobFilter } from './filter.ts';
import type { Asked } from './selection.ts';

const AT_ONCE = 1_000;
/** A thousand jobs take a while. */
const TIMEOUT_MS = 120_000;

export type Outcome = Pick<BulkResult, 'done' | 'unchanged' | 'failed'>;

export interface Bulk {
  /** What became of those that it has come to. */
  outcome: ReadonlySignal<Outcome>;
  /** Until all are done, or it is stopped. Where a question fails, it throws; called again, it goes on there. */
  goOn: () => Promise<void>;
  /** What is under way is finished. */
  stop: () => void;
  isOver: () => boolean;
}

type Part = Pick<JobBulk, 'ids' | 'filter' | 'cursor'>;

export function createBulk({ action, who }: Asked, isDryRun: boolean): Bulk {
  const outcome = signal<Outcome>({ done: [], unchanged: [], failed: [] });
  let part: Part | undefined = 'ids' in who ? idsFrom(who.ids, 0) : { filter: who.filter };
  let reached = 0;
  let key = newKey();
  let isStopped = false;

  const wantsStop = () => isStopped;

  async function goOn(): Promise<void> {
    isStopped = false;
    while (part && !wantsStop()) {
      // Asked again where the answer was lost, it is done once all the same.
      const options = { timeoutMs: TIMEOUT_MS, ...(!isDryRun && { idempotencyKey: key }) };
      const answer = await api.jobs.bulk({ action, dry_run: isDryRun, ...part }, options);
      const { done, unchanged, failed } = outcome.peek();
      outcome.value = {
        done: [...done, ...answer.done],
        unchanged: [...unchanged, ...answer.unchanged],
        failed: [...failed, ...answer.failed],
      };
      reached += AT_ONCE;
      part = 'ids' in who ? idsFrom(who.ids, reached) : filterFrom(who.filter, answer.next_cursor);
      key = newKey();
    }
  }

  return {
    outcome,
    goOn,
    stop: () => {
      isStopped = true;
    },
    isOver: () => part === undefined,
  };
}

export function countOf({ done, unchanged, failed }: Outcome): number {
  return done.length + unchanged.length + failed.length;
}

function idsFrom(ids: string[], from: number): Part | undefined {
  return from < ids.length ? { ids: ids.slice(from, from + AT_ONCE) } : undefined;
}

function filterFrom(filter: JobFilter, cursor: string | null): Part | undefined {
  return cursor === null ? undefined : { filter, cursor };
}

/** No random UUID: a page that came over plain HTTP from another machine has none. */
function newKey(): string {
  return `web-${Date.now()}-${Math.random()}`;
}
