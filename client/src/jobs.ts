// What can be done with jobs.
import {
  type CallOptions,
  type Calls,
  expectDone,
  type PostOptions,
  unwrap,
  type WriteOptions,
} from './calls.ts';
import { Listing } from './listing.ts';
import type {
  Attempt,
  Backfill,
  BackfillInput,
  BulkResult,
  Job,
  JobBulk,
  JobChange,
  JobInput,
  JobPatch,
  JobTimeline,
  PauseInput,
  Query,
  Run,
} from './models.ts';

/** The service gives a test request 30 seconds. */
const TEST_TIMEOUT_MS = 45_000;

export class Jobs {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async create(job: JobInput, options: PostOptions = {}): Promise<Job> {
    return await unwrap(this.#calls.raw.POST('/jobs', { body: job, ...this.#calls.with(options) }));
  }

  /** Up to 1 000 jobs, all of them or none. */
  async batch(jobs: JobInput[], options: PostOptions = {}): Promise<Job[]> {
    const call = this.#calls.raw.POST('/jobs/batch', { body: { jobs }, ...this.#calls.with(options) });
    return (await unwrap(call)).data;
  }

  /** Pauses, resumes, runs or deletes up to 1 000 jobs: those named, or those that match a filter. */
  async bulk(change: JobBulk, options: PostOptions = {}): Promise<BulkResult> {
    return await unwrap(this.#calls.raw.POST('/jobs/bulk', { body: change, ...this.#calls.with(options) }));
  }

  /** Awaited it is one page; with `for await` it is every job. */
  list(query: Query<'listJobs'> = {}, options: CallOptions = {}): Listing<Job> {
    return new Listing((cursor) =>
      unwrap(
        this.#calls.raw.GET('/jobs', {
          params: { query: { ...query, ...cursor } },
          ...this.#calls.with(options),
        }),
      ),
    );
  }

  async get(id: string, options: CallOptions = {}): Promise<Job> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.GET('/jobs/{id}', { params, ...this.#calls.with(options) }));
  }

  async getByKey(key: string, options: CallOptions = {}): Promise<Job> {
    const params = { path: { key } };
    return await unwrap(this.#calls.raw.GET('/jobs/by-key/{key}', { params, ...this.#calls.with(options) }));
  }

  /** Creates or replaces the job with this key: for services that declare their jobs when they start. */
  async ensure(key: string, job: JobInput, options: WriteOptions = {}): Promise<Job> {
    const params = { path: { key } };
    return await unwrap(
      this.#calls.raw.PUT('/jobs/by-key/{key}', { params, body: job, ...this.#calls.with(options) }),
    );
  }

  /** Fields left out take their defaults; what `get` returned can be sent back. */
  async replace(id: string, job: JobInput, options: WriteOptions = {}): Promise<Job> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.PUT('/jobs/{id}', { params, body: job, ...this.#calls.with(options) }),
    );
  }

  /** A JSON merge patch (RFC 7396). */
  async update(id: string, patch: JobPatch, options: WriteOptions = {}): Promise<Job> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.PATCH('/jobs/{id}', { params, body: patch, ...this.#calls.with(options) }),
    );
  }

  async delete(id: string, options: WriteOptions = {}): Promise<void> {
    const params = { path: { id } };
    await expectDone(this.#calls.raw.DELETE('/jobs/{id}', { params, ...this.#calls.with(options) }));
  }

  async deleteByKey(key: string, options: WriteOptions = {}): Promise<void> {
    const params = { path: { key } };
    await expectDone(this.#calls.raw.DELETE('/jobs/by-key/{key}', { params, ...this.#calls.with(options) }));
  }

  /** With `until` it is resumed by itself. */
  async pause(id: string, pause: PauseInput = {}, options: PostOptions = {}): Promise<Job> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.POST('/jobs/{id}/pause', { params, body: pause, ...this.#calls.with(options) }),
    );
  }

  async resume(id: string, options: PostOptions = {}): Promise<Job> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.POST('/jobs/{id}/resume', { params, ...this.#calls.with(options) }));
  }

  /** Starts a run now; `payload`, when given, replaces the job's for this run. */
  async run(id: string, start: { payload?: unknown } = {}, options: PostOptions = {}): Promise<Run> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.POST('/jobs/{id}/runs', { params, body: start, ...this.#calls.with(options) }),
    );
  }

  /** Runs for the occurrences of a stretch of the past, oldest first; with `dry_run` they are only counted. */
  async backfill(id: string, stretch: BackfillInput, options: PostOptions = {}): Promise<Backfill> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.POST('/jobs/{id}/backfill', { params, body: stretch, ...this.#calls.with(options) }),
    );
  }

  /** Sends what a run of such a job would, once; nothing is stored. */
  async test(job: JobInput, { timeoutMs = TEST_TIMEOUT_MS, ...options }: CallOptions = {}): Promise<Attempt> {
    return await unwrap(
      this.#calls.raw.POST('/jobs/test', { body: job, ...this.#calls.with({ ...options, timeoutMs }) }),
    );
  }

  /** A job's runs, newest first. */
  listRuns(id: string, query: Query<'listJobRuns'> = {}, options: CallOptions = {}): Listing<Run> {
    return new Listing((cursor) =>
      unwrap(
        this.#calls.raw.GET('/jobs/{id}/runs', {
          params: { path: { id }, query: { ...query, ...cursor } },
          ...this.#calls.with(options),
        }),
      ),
    );
  }

  /** The last runs and the next occurrences of up to 100 jobs, in the order of the ids; of those that exist. */
  async listTimelines(ids: string[], options: CallOptions = {}): Promise<JobTimeline[]> {
    if (ids.length === 0) return [];
    const params = { query: { ids } };
    const call = this.#calls.raw.GET('/jobs/timelines', { params, ...this.#calls.with(options) });
    return (await unwrap(call)).data;
  }

  /** Who changed what, newest first. */
  listChanges(
    id: string,
    query: Query<'listJobChanges'> = {},
    options: CallOptions = {},
  ): Listing<JobChange> {
    return new Listing((cursor) =>
      unwrap(
        this.#calls.raw.GET('/jobs/{id}/changes', {
          params: { path: { id }, query: { ...query, ...cursor } },
          ...this.#calls.with(options),
        }),
      ),
    );
  }
}
