// Calls for runs.
import { type CallOptions, type Calls, type PostOptions, unwrap } from './calls.ts';
import { toError } from './errors.ts';
import { readLines } from './lines.ts';
import { Listing } from './listing.ts';
import type { BulkResult, Query, Run, RunBulk, RunCounts, RunWithAttempts } from './models.ts';
import { pause, startDeadline } from './time.ts';

const UNFINISHED: readonly Run['status'][] = ['queued', 'running', 'retrying'];
/** Polling intervals of `wait`: short at first, longer for long runs. */
const FIRST_POLL_MS = 200;
const MAX_POLL_MS = 5_000;

export class Runs {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Lists runs, newest first. `await` returns one page, `for await` iterates over all runs. */
  list(query: Query<'listRuns'> = {}, options: CallOptions = {}): Listing<Run> {
    return new Listing((cursor) =>
      unwrap(
        this.#calls.raw.GET('/runs', {
          params: { query: { ...query, ...cursor } },
          ...this.#calls.with(options),
        }),
      ),
    );
  }

  /**
   * Iterates over all ended runs that match, oldest first, in one streamed response. Continues after the last run when the
   * connection breaks off; throws when it breaks off again without a run in between.
   */
  async *export(query: Query<'exportRuns'> = {}, options: CallOptions = {}): AsyncGenerator<Run> {
    for (let after = query.after; ; ) {
      const start = after;
      const { data, error, response } = await this.#calls.raw.GET('/runs/export', {
        params: { query: { ...query, ...(after !== undefined && { after }) } },
        parseAs: 'stream',
        ...this.#calls.with(options),
      });
      if (!response.ok) throw toError(response, error);
      // The response of an export without a run has no body.
      if (!data) return;
      try {
        for await (const line of readLines(data)) {
          options.signal?.throwIfAborted();
          const run = JSON.parse(line) as Run;
          after = run.id;
          yield run;
        }
        return;
      } catch (failure) {
        options.signal?.throwIfAborted();
        if (after === start) throw failure;
      }
    }
  }

  /** Counts matching runs by status, up to 1 000 of each. */
  async counts(query: Query<'countRuns'> = {}, options: CallOptions = {}): Promise<RunCounts> {
    return await unwrap(
      this.#calls.raw.GET('/runs/counts', { params: { query }, ...this.#calls.with(options) }),
    );
  }

  /** Returns a run with its attempts. */
  async get(id: string, options: CallOptions = {}): Promise<RunWithAttempts> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.GET('/runs/{id}', { params, ...this.#calls.with(options) }));
  }

  /**
   * Waits until the run has ended, with any `status`. `timeoutMs` limits the whole wait. Without it there is no limit: with
   * retries a run can take a day.
   */
  async wait(id: string, { signal, timeoutMs = Infinity }: CallOptions = {}): Promise<RunWithAttempts> {
    const deadline = startDeadline(timeoutMs, signal);
    try {
      for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 1.5, MAX_POLL_MS)) {
        const run = await this.get(id, { signal: deadline.signal });
        if (!UNFINISHED.includes(run.status)) return run;
        await pause(pollMs, deadline.signal);
      }
    } finally {
      deadline.clear();
    }
  }

  /** Cancels a run. The request of a running run is aborted within 5 seconds. */
  async cancel(id: string, options: PostOptions = {}): Promise<Run> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.POST('/runs/{id}/cancel', { params, ...this.#calls.with(options) }));
  }

  /** Reruns an ended run: creates a new run for the same occurrence with the same payload. */
  async retry(id: string, options: PostOptions = {}): Promise<Run> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.POST('/runs/{id}/retry', { params, ...this.#calls.with(options) }));
  }

  /** Reruns or cancels up to 1 000 runs, selected by IDs or by a filter. */
  async bulk(request: RunBulk, options: PostOptions = {}): Promise<BulkResult> {
    return await unwrap(this.#calls.raw.POST('/runs/bulk', { body: request, ...this.#calls.with(options) }));
  }
}
