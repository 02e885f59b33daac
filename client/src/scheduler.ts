// The client: how it reaches the service, and what it offers.
import createFetchClient, { type Client } from 'openapi-fetch';
import { type CallOptions, Calls, unwrap } from './calls.ts';
import { Jobs } from './jobs.ts';
import type { Failures, Query, Stats } from './models.ts';
import { Runs } from './runs.ts';
import { Schedules } from './schedules.ts';
import type { paths } from './schema.ts';
import { Sessions } from './sessions.ts';
import { SystemCalls } from './system.ts';
import { createTransport, type Fetch } from './transport.ts';

export interface ClientOptions {
  /** Where the service is, such as `http://localhost:3000`. */
  baseUrl: string;
  /** Sent as `Authorization: Bearer …`. */
  apiKey?: string | undefined;
  /** For a whole call, further tries included; 30 000 unless given. */
  timeoutMs?: number | undefined;
  /** How often a call is tried again where that does no harm; 2 unless given. */
  retries?: number | undefined;
  /** In place of the global `fetch`; called once for each try. */
  fetch?: Fetch | undefined;
}

/**
 * Every method resolves with what the service returned. It rejects with `SchedulerError` where the answer is not a
 * success, with the signal's reason where it was aborted, with a `TimeoutError` where time was up, and else with what
 * `fetch` rejected with.
 */
export class Scheduler {
  /** Every route as the contract declares it, by openapi-fetch; with the same timeout and retries. */
  readonly raw: Client<paths>;
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly schedules: Schedules;
  readonly session: Sessions;
  readonly system: SystemCalls;
  readonly #calls: Calls;

  constructor({ baseUrl, apiKey, timeoutMs = 30_000, retries = 2, fetch }: ClientOptions) {
    // The global one is looked up at each call: who replaces it, in a test for example, means us too.
    const send = createTransport(fetch ?? ((request) => globalThis.fetch(request)), retries);
    this.raw = createFetchClient<paths>({
      baseUrl: baseUrl.replace(/\/+$/, ''),
      fetch: (request) => send(request, timeoutMs),
      // Lists are separated by commas, as the contract has them.
      querySerializer: { array: { style: 'form', explode: false } },
      ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
    });
    this.#calls = new Calls(this.raw, send, timeoutMs);
    this.jobs = new Jobs(this.#calls);
    this.runs = new Runs(this.#calls);
    this.schedules = new Schedules(this.#calls);
    this.session = new Sessions(this.#calls);
    this.system = new SystemCalls(this.#calls);
  }

  /** What was done over a window, and what is to come. */
  async stats(query: Query<'getStats'> = {}, options: CallOptions = {}): Promise<Stats> {
    return await unwrap(this.raw.GET('/stats', { params: { query }, ...this.#calls.with(options) }));
  }

  /** What went wrong over a window, by error. */
  async failures(query: Query<'getFailures'> = {}, options: CallOptions = {}): Promise<Failures> {
    return await unwrap(this.raw.GET('/stats/failures', { params: { query }, ...this.#calls.with(options) }));
  }
}

export function createClient(options: ClientOptions): Scheduler {
  return new Scheduler(options);
}
