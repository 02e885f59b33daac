// Bulk actions on list items, in requests of up to 1,000 IDs.
import { type ReadonlySignal, signal } from '@preact/signals';
import { type BulkResult, createKey, type PostOptions } from '../../../client/src/index.ts';

const IDS_PER_REQUEST = 1_000;
/** A request with 1,000 IDs can take longer than the client's default timeout. */
const TIMEOUT_MS = 120_000;

export type Outcome = Pick<BulkResult, 'done' | 'unchanged' | 'failed'>;

/**
 * The items that a bulk action applies to: the given IDs, or all items that match any of the filters. `matches` names
 * the latter: `all jobs with the tag “billing”`.
 */
export type Scope<Filter> = { ids: readonly string[] } | { filters: readonly Filter[]; matches: string };

interface BulkRequest<Filter> {
  ids?: string[];
  filter?: Filter;
  /** Confirms that an empty filter means all items. */
  all?: boolean;
  cursor?: string;
}

export type SendBulk<Filter> = (
  request: BulkRequest<Filter> & { dry_run: boolean },
  options: PostOptions,
) => Promise<BulkResult>;

export interface Bulk {
  /** The results of all requests so far. */
  outcome: ReadonlySignal<Outcome>;
  /**
   * Sends requests until all items are processed or `stop` is called. Throws when a request fails; the next call
   * continues with the failed request.
   */
  proceed: () => Promise<void>;
  /** Stops after the current request. */
  stop: () => void;
  isComplete: () => boolean;
}

export function createBulk<Filter extends object>(
  send: SendBulk<Filter>,
  scope: Scope<Filter>,
  isDryRun: boolean,
): Bulk {
  const outcome = signal<Outcome>({ done: [], unchanged: [], failed: [] });
  const requests = toRequests(scope);
  let key = createKey();
  let isStopped = false;
  const shouldContinue = () => !isStopped;

  async function proceed(): Promise<void> {
    isStopped = false;
    while (requests[0] && shouldContinue()) {
      // A retry after a lost response uses the same key, so that the service does not act twice.
      const options = { timeoutMs: TIMEOUT_MS, ...(!isDryRun && { idempotencyKey: key }) };
      const result = await send({ ...requests[0], dry_run: isDryRun }, options);
      const { done, unchanged, failed } = outcome.peek();
      outcome.value = {
        done: [...done, ...result.done],
        unchanged: [...unchanged, ...result.unchanged],
        failed: [...failed, ...result.failed],
      };
      if (result.next_cursor === null) requests.shift();
      else requests[0] = { ...requests[0], cursor: result.next_cursor };
      key = createKey();
    }
  }

  return {
    outcome,
    proceed,
    stop: () => {
      isStopped = true;
    },
    isComplete: () => requests.length === 0,
  };
}

/** The number of items in the results, whatever their result. */
export function countProcessed({ done, unchanged, failed }: Outcome): number {
  return done.length + unchanged.length + failed.length;
}

function toRequests<Filter extends object>(scope: Scope<Filter>): BulkRequest<Filter>[] {
  if ('filters' in scope)
    return scope.filters.map((filter) => ({
      filter,
      ...(Object.keys(filter).length === 0 && { all: true }),
    }));
  const count = Math.ceil(scope.ids.length / IDS_PER_REQUEST);
  return Array.from({ length: count }, (_, index) => ({
    ids: scope.ids.slice(index * IDS_PER_REQUEST, (index + 1) * IDS_PER_REQUEST),
  }));
}
