// The client: its options, and its calls grouped by resource.
import createFetchClient, { type Client } from 'openapi-fetch';
import { Audit } from './audit.ts';
import { type CallOptions, Calls, unwrap } from './calls.ts';
import { Credentials } from './credentials.ts';
import { Jobs } from './jobs.ts';
import type { Failures, Interruptions, Query, Stats, UpcomingOccurrences } from './models.ts';
import { Alerts, Channels, NotificationRules } from './notifications.ts';
import { Objectives } from './objectives.ts';
import { Runs } from './runs.ts';
import { Schedules } from './schedules.ts';
import type { paths } from './schema.ts';
import { Sessions } from './sessions.ts';
import { SystemCalls } from './system.ts';
import { createTransport, type Fetch } from './transport.ts';

export interface ClientOptions {
  /** The URL of the service, such as `http://localhost:3000`. */
  baseUrl: string;
  /** The API key, sent as `Authorization: Bearer …`. */
  apiKey?: string | undefined;
  /** Time limit of a whole call, including retries. Defaults to 30 000. */
  timeoutMs?: number | undefined;
  /** Maximum number of retries of a call that is safe to retry. Defaults to 2. */
  retries?: number | undefined;
  /** Replaces the global `fetch`. Called once per attempt. */
  fetch?: Fetch | undefined;
}

/**
 * Every method resolves with the response of the service. It rejects with `SchedulerError` for an unsuccessful response,
 * with the signal's reason if it was aborted, with a `TimeoutError` at the time limit, and otherwise with the error of
 * `fetch`.
 */
export class Scheduler {
  /** Every route of the contract as an openapi-fetch client, with the same time limit and retries. */
  readonly raw: Client<paths>;
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly schedules: Schedules;
  readonly session: Sessions;
  readonly system: SystemCalls;
  readonly audit: Audit;
  readonly credentials: Credentials;
  readonly channels: Channels;
  readonly rules: NotificationRules;
  readonly alerts: Alerts;
  /** Lateness objectives of tags. */
  readonly objectives: Objectives;
  readonly #calls: Calls;

  constructor({ baseUrl, apiKey, timeoutMs = 30_000, retries = 2, fetch }: ClientOptions) {
    // Look up the global `fetch` at each call, because tests replace it.
    const send = createTransport(fetch ?? ((request) => globalThis.fetch(request)), retries);
    this.raw = createFetchClient<paths>({
      baseUrl: trimSlashes(baseUrl),
      fetch: (request) => send(request, timeoutMs),
      // The contract separates lists with commas.
      querySerializer: { array: { style: 'form', explode: false } },
      ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
    });
    this.#calls = new Calls(this.raw, send, timeoutMs);
    this.jobs = new Jobs(this.#calls);
    this.runs = new Runs(this.#calls);
    this.schedules = new Schedules(this.#calls);
    this.session = new Sessions(this.#calls);
    this.system = new SystemCalls(this.#calls);
    this.audit = new Audit(this.#calls);
    this.credentials = new Credentials(this.#calls);
    this.channels = new Channels(this.#calls);
    this.rules = new NotificationRules(this.#calls);
    this.alerts = new Alerts(this.#calls);
    this.objectives = new Objectives(this.#calls);
  }

  /** The statistics of a time window, and the forecast. */
  async stats(query: Query<'getStats'> = {}, options: CallOptions = {}): Promise<Stats> {
    return await unwrap(this.raw.GET('/stats', { params: { query }, ...this.#calls.with(options) }));
  }

  /** The upcoming occurrences of active jobs in a period. */
  async occurrences(
    query: Query<'listOccurrences'> = {},
    options: CallOptions = {},
  ): Promise<UpcomingOccurrences> {
    return await unwrap(this.raw.GET('/occurrences', { params: { query }, ...this.#calls.with(options) }));
  }

  /** The times in a period in which no run could start: pauses of the scheduler, and outages. */
  async interruptions(
    query: Query<'listInterruptions'> = {},
    options: CallOptions = {},
  ): Promise<Interruptions> {
    return await unwrap(this.raw.GET('/interruptions', { params: { query }, ...this.#calls.with(options) }));
  }

  /** The failed runs of a time window, grouped by error. */
  async failures(query: Query<'getFailures'> = {}, options: CallOptions = {}): Promise<Failures> {
    return await unwrap(this.raw.GET('/stats/failures', { params: { query }, ...this.#calls.with(options) }));
  }
}

export function createClient(options: ClientOptions): Scheduler {
  return new Scheduler(options);
}

function trimSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end--;
  return url.slice(0, end);
}
