// Calls for jobs.
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
  Erasure,
  Job,
  JobApply,
  JobBulk,
  JobChange,
  JobInput,
  JobPatch,
  JobPlan,
  JobTimeline,
  PauseInput,
  Query,
  Run,
} from './models.ts';

/** Longer than the 30 seconds that the service allows for a test request. */
const TEST_TIMEOUT_MS = 45_000;

export class Jobs {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async create(job: JobInput, options: PostOptions = {}): Promise<Job> {
    return await unwrap(this.#calls.raw.POST('/jobs', { body: job, ...this.#calls.with(options) }));
  }

  /** Creates up to 1 000 jobs: all of them or none. */
  async batch(jobs: JobInput[], options: PostOptions = {}): Promise<Job[]> {
    const call = this.#calls.raw.POST('/jobs/batch', { body: { jobs }, ...this.#calls.with(options) });
    return (await unwrap(call)).data;
  }

  /** Pauses, resumes, runs or deletes up to 1 000 jobs, selected by IDs or by a filter. */
  async bulk(request: JobBulk, options: PostOptions = {}): Promise<BulkResult> {
    return await unwrap(this.#calls.raw.POST('/jobs/bulk', { body: request, ...this.#calls.with(options) }));
  }

  /** Creates, updates and, with `prune`, deletes jobs until the set `managed_by` is equal to `jobs`: all of it or none. */
  async apply(set: JobApply, options: PostOptions = {}): Promise<JobPlan> {
    return await unwrap(this.#calls.raw.POST('/jobs/apply', { body: set, ...this.#calls.with(options) }));
  }

  /** `await` returns one page, `for await` iterates over all jobs. */
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

  /** Creates or replaces the job with this key. For services that declare their jobs at startup. */
  async ensure(key: string, job: JobInput, options: WriteOptions = {}): Promise<Job> {
    const params = { path: { key } };
    return await unwrap(
      this.#calls.raw.PUT('/jobs/by-key/{key}', { params, body: job, ...this.#calls.with(options) }),
    );
  }

  /** Replaces a job. Omitted fields take their defaults. Accepts the result of `get` unchanged. */
  async replace(id: string, job: JobInput, options: WriteOptions = {}): Promise<Job> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.PUT('/jobs/{id}', { params, body: job, ...this.#calls.with(options) }),
    );
  }

  /** Updates a job with a JSON merge patch (RFC 7396). */
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

  /** Pauses a job. With `until` the service resumes it automatically. */
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

  /** Starts a run now. `payload` replaces the payload of the job for this run. */
  async run(id: string, start: { payload?: unknown } = {}, options: PostOptions = {}): Promise<Run> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.POST('/jobs/{id}/runs', { params, body: start, ...this.#calls.with(options) }),
    );
  }

  /** Creates runs for past occurrences, oldest first. With `dry_run` only counts them. */
  async backfill(id: string, range: BackfillInput, options: PostOptions = {}): Promise<Backfill> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.POST('/jobs/{id}/backfill', { params, body: range, ...this.#calls.with(options) }),
    );
  }

  /**
   * Erases recorded requests, responses, payload overrides and audited values of a job, 5 000 runs per request: repeat with
   * `cursor` until `next_cursor` is null. `confirm` is the name or the ID of the job.
   */
  async eraseEvidence(
    id: string,
    erasure: { confirm: string; cursor?: string },
    options: CallOptions = {},
  ): Promise<Erasure> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.POST('/jobs/{id}/erase-evidence', {
        params,
        body: erasure,
        ...this.#calls.with(options),
      }),
    );
  }

  /** Sends the request of a job once and stores nothing. */
  async test(job: JobInput, { timeoutMs = TEST_TIMEOUT_MS, ...options }: CallOptions = {}): Promise<Attempt> {
    return await unwrap(
      this.#calls.raw.POST('/jobs/test', { body: job, ...this.#calls.with({ ...options, timeoutMs }) }),
    );
  }

  /** Lists the runs of a job, newest first. */
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

  /** The last runs and next occurrences of up to 100 jobs, in the order of the IDs, without missing jobs. */
  async listTimelines(ids: string[], options: CallOptions = {}): Promise<JobTimeline[]> {
    if (ids.length === 0) return [];
    const params = { query: { ids } };
    const call = this.#calls.raw.GET('/jobs/timelines', { params, ...this.#calls.with(options) });
    return (await unwrap(call)).data;
  }

  /** The audit log of a job, newest first. */
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
