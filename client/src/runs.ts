// What can be done with runs.
import { type CallOptions, type Calls, type PostOptions, unwrap } from './calls.ts';
import { Listing } from './listing.ts';
import type { BulkResult, Query, Run, RunBulk, RunWithAttempts } from './models.ts';
import { pause, startDeadline } from './time.ts';

const UNFINISHED: readonly Run['status'][] = ['queued', 'running', 'retrying'];
/** A short run is seen to end soon, a long one is not asked for often. */
const FIRST_LOOK_MS = 200;
const LAST_LOOK_MS = 5_000;

export class Runs {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Newest first. Awaited it is one page; with `for await` it is every run. */
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

  /** With its attempts. */
  async get(id: string, options: CallOptions = {}): Promise<RunWithAttempts> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.GET('/runs/{id}', { params, ...this.#calls.with(options) }));
  }

  /**
   * The run once it has ended, however it did: look at its `status`. `timeoutMs` is for the whole wait; without it, it
   * is as long as it takes, which with retries may be a day.
   */
  async wait(id: string, { signal, timeoutMs = Infinity }: CallOptions = {}): Promise<RunWithAttempts> {
    const deadline = startDeadline(timeoutMs, signal);
    try {
      for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(lookMs * 1.5, LAST_LOOK_MS)) {
        const run = await this.get(id, { signal: deadline.signal });
        if (!UNFINISHED.includes(run.status)) return run;
        await pause(lookMs, deadline.signal);
      }
    } finally {
      deadline.lift();
    }
  }

  /** Of a running one the attempt is given up within 5 seconds. */
  async cancel(id: string, options: PostOptions = {}): Promise<Run> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.POST('/runs/{id}/cancel', { params, ...this.#calls.with(options) }));
  }

  /** A new run of the same occurrence and payload. */
  async retry(id: string, options: PostOptions = {}): Promise<Run> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.POST('/runs/{id}/retry', { params, ...this.#calls.with(options) }));
  }

  /** Retries or cancels up to 1 000 runs: those named, or those that match a filter. */
  async bulk(change: RunBulk, options: PostOptions = {}): Promise<BulkResult> {
    return await unwrap(this.#calls.raw.POST('/runs/bulk', { body: change, ...this.#calls.with(options) }));
  }
}
