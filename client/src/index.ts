// The typed client of Scheduler Service.
import createFetchClient, { type Client } from 'openapi-fetch';
import { type Problem, SchedulerError } from './errors.ts';
import type { components, operations, paths } from './schema.ts';

export { type Problem, SchedulerError } from './errors.ts';
export type { components, operations, paths } from './schema.ts';

export type Job = components['schemas']['Job'];
export type JobInput = components['schemas']['JobInput'];
export type JobPatch = components['schemas']['JobPatch'];
export type Run = components['schemas']['Run'];
export type RunWithAttempts = components['schemas']['RunWithAttempts'];
export type Attempt = components['schemas']['Attempt'];
export type BackfillInput = components['schemas']['BackfillInput'];
export type Backfill = components['schemas']['Backfill'];
export type PreviewInput = components['schemas']['PreviewInput'];
export type Preview = components['schemas']['Preview'];
export type Session = components['schemas']['Session'];
export type Stats = components['schemas']['Stats'];
export type PauseInput = components['schemas']['PauseInput'];
export type JobChange = components['schemas']['JobChange'];
export type JobBulk = components['schemas']['JobBulk'];
export type RunBulk = components['schemas']['RunBulk'];
export type BulkResult = components['schemas']['BulkResult'];
export type MasterSwitch = components['schemas']['MasterSwitch'];

type Query<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

export interface Page<Item> {
  data: Item[];
  /** Null on the last page. */
  next_cursor: string | null;
}

export interface ClientOptions {
  /** Where the service is, such as `http://localhost:3000`. */
  baseUrl: string;
  /** Sent as `Authorization: Bearer …`. */
  apiKey?: string;
  /** In place of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
}

/** Every method resolves with what the service returned, or throws `SchedulerError`; network errors pass through. */
export class Scheduler {
  /** Every route as the contract declares it, by openapi-fetch. */
  readonly raw: Client<paths>;
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly schedules: Schedules;
  readonly session: Sessions;

  constructor({ baseUrl, apiKey, fetch }: ClientOptions) {
    this.raw = createFetchClient<paths>({
      baseUrl: baseUrl.replace(/\/$/, ''),
      ...(fetch && { fetch }),
      ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
    });
    this.jobs = new Jobs(this.raw);
    this.runs = new Runs(this.raw);
    this.schedules = new Schedules(this.raw);
    this.session = new Sessions(this.raw);
  }

  /** What was done over a window, and what is to come. */
  async stats(query: Query<'getStats'> = {}): Promise<Stats> {
    return unwrap(await this.raw.GET('/stats', { params: { query } }));
  }
}

export function createClient(options: ClientOptions): Scheduler {
  return new Scheduler(options);
}

class Jobs {
  readonly #raw: Client<paths>;

  constructor(raw: Client<paths>) {
    this.#raw = raw;
  }

  async create(job: JobInput): Promise<Job> {
    return unwrap(await this.#raw.POST('/jobs', { body: job }));
  }

  /** Up to 1 000 jobs, all of them or none. */
  async batch(jobs: JobInput[]): Promise<Job[]> {
    return unwrap(await this.#raw.POST('/jobs/batch', { body: { jobs } })).data;
  }

  /** Pauses, resumes, runs or deletes up to 1 000 jobs: those named, or those that match a filter. */
  async bulk(change: JobBulk): Promise<BulkResult> {
    return unwrap(await this.#raw.POST('/jobs/bulk', { body: change }));
  }

  async getByKey(key: string): Promise<Job> {
    return unwrap(await this.#raw.GET('/jobs/by-key/{key}', { params: { path: { key } } }));
  }

  /** Creates or replaces the job with this key: for services that declare their jobs when they start. */
  async ensure(key: string, job: JobInput): Promise<Job> {
    return unwrap(await this.#raw.PUT('/jobs/by-key/{key}', { params: { path: { key } }, body: job }));
  }

  /** Who changed what, newest first. */
  async listChanges(id: string, query: Query<'listJobChanges'> = {}): Promise<Page<JobChange>> {
    return unwrap(await this.#raw.GET('/jobs/{id}/changes', { params: { path: { id }, query } }));
  }

  /** Sends what a run of such a job would, once; nothing is stored. */
  async test(job: JobInput): Promise<Attempt> {
    return unwrap(await this.#raw.POST('/jobs/test', { body: job }));
  }

  async list(query: Query<'listJobs'> = {}): Promise<Page<Job>> {
    return unwrap(await this.#raw.GET('/jobs', { params: { query } }));
  }

  async get(id: string): Promise<Job> {
    return unwrap(await this.#raw.GET('/jobs/{id}', { params: { path: { id } } }));
  }

  /** Fields left out take their defaults; what `get` returned can be sent back. */
  async replace(id: string, job: JobInput): Promise<Job> {
    return unwrap(await this.#raw.PUT('/jobs/{id}', { params: { path: { id } }, body: job }));
  }

  /** A JSON merge patch (RFC 7396). */
  async update(id: string, patch: JobPatch): Promise<Job> {
    return unwrap(await this.#raw.PATCH('/jobs/{id}', { params: { path: { id } }, body: patch }));
  }

  async delete(id: string): Promise<void> {
    const { error, response } = await this.#raw.DELETE('/jobs/{id}', { params: { path: { id } } });
    if (!response.ok) throw toError(response, error);
  }

  /** With `until` it is resumed by itself. */
  async pause(id: string, pause: PauseInput = {}): Promise<Job> {
    return unwrap(await this.#raw.POST('/jobs/{id}/pause', { params: { path: { id } }, body: pause }));
  }

  async resume(id: string): Promise<Job> {
    return unwrap(await this.#raw.POST('/jobs/{id}/resume', { params: { path: { id } } }));
  }

  /** Starts a run now; `payload`, when given, replaces the job's for this run. */
  async run(id: string, options: { payload?: unknown } = {}): Promise<Run> {
    return unwrap(await this.#raw.POST('/jobs/{id}/runs', { params: { path: { id } }, body: options }));
  }

  /** Runs for the occurrences of a stretch of the past, oldest first; with `dry_run` they are only counted. */
  async backfill(id: string, stretch: BackfillInput): Promise<Backfill> {
    return unwrap(await this.#raw.POST('/jobs/{id}/backfill', { params: { path: { id } }, body: stretch }));
  }

  async listRuns(id: string, query: Query<'listJobRuns'> = {}): Promise<Page<Run>> {
    return unwrap(await this.#raw.GET('/jobs/{id}/runs', { params: { path: { id }, query } }));
  }
}

class Runs {
  readonly #raw: Client<paths>;

  constructor(raw: Client<paths>) {
    this.#raw = raw;
  }

  async list(query: Query<'listRuns'> = {}): Promise<Page<Run>> {
    return unwrap(await this.#raw.GET('/runs', { params: { query } }));
  }

  /** With its attempts. */
  async get(id: string): Promise<RunWithAttempts> {
    return unwrap(await this.#raw.GET('/runs/{id}', { params: { path: { id } } }));
  }

  /** Of a running one the attempt is given up within 5 seconds. */
  async cancel(id: string): Promise<Run> {
    return unwrap(await this.#raw.POST('/runs/{id}/cancel', { params: { path: { id } } }));
  }

  /** Retries or cancels up to 1 000 runs: those named, or those that match a filter. */
  async bulk(change: RunBulk): Promise<BulkResult> {
    return unwrap(await this.#raw.POST('/runs/bulk', { body: change }));
  }

  /** A new run of the same occurrence and payload. */
  async retry(id: string): Promise<Run> {
    return unwrap(await this.#raw.POST('/runs/{id}/retry', { params: { path: { id } } }));
  }
}

class Schedules {
  readonly #raw: Client<paths>;

  constructor(raw: Client<paths>) {
    this.#raw = raw;
  }

  /** When a job with these schedule fields would run, in words and instants. */
  async preview(schedule: PreviewInput): Promise<Preview> {
    return unwrap(await this.#raw.POST('/schedules/preview', { body: schedule }));
  }
}

class Sessions {
  readonly #raw: Client<paths>;

  constructor(raw: Client<paths>) {
    this.#raw = raw;
  }

  /** Who asks: whose key it is, and what it may. */
  async get(): Promise<Session> {
    return unwrap(await this.#raw.GET('/session'));
  }

  /** For pages that the service itself serves: exchanges a key for a cookie. */
  async create(key: string): Promise<Session> {
    return unwrap(await this.#raw.POST('/session', { body: { key } }));
  }

  /** Clears the cookie. */
  async delete(): Promise<void> {
    const { error, response } = await this.#raw.DELETE('/session');
    if (!response.ok) throw toError(response, error);
  }
}

function unwrap<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw toError(answer.response, answer.error);
  return answer.data;
}

function toError(response: Response, error: unknown): SchedulerError {
  const isProblem = typeof error === 'object' && error !== null && 'detail' in error;
  return new SchedulerError(response.status, isProblem ? (error as Problem) : undefined);
}
