// The routes of jobs.
import type { Context } from 'hono';
import type { jobRoutes } from '../../openapi/jobs.ts';
import type { JobInput } from '../../openapi/schemas/job.ts';
import { insertAuditEntries, listJobChanges } from '../store/audit-log.ts';
import { isUniqueViolation } from '../store/errors.ts';
import { type JobSort, listJobs } from '../store/job-lists.ts';
import { listJobsInSlices } from '../store/job-slices.ts';
import {
  findJob,
  findJobByKey,
  findPayloads,
  hostOf,
  type JobRow,
  type JobView,
  jobExists,
  lockJobByKey,
} from '../store/jobs.ts';
import { databaseNow } from '../store/open.ts';
import { sendTestRequest } from '../worker/send-test-request.ts';
import { entryOf } from './audit-entries.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { runOnce, runStatementOnce } from './idempotency.ts';
import { deleteJobs, pauseJobs, resumeJobs } from './job-actions.ts';
import { parseBatch } from './job-batch.ts';
import { parseJob, parseJobFields } from './job-checks.ts';
import { createJobs, newJobIds, type PreparedJob, prepareJob } from './job-creation.ts';
import { findNamedCredentials, refuseDeletedCredential } from './job-credentials.ts';
import { editJobs } from './job-edits.ts';
import { type ParseContext, parseJobInput } from './job-input.ts';
import { getLockedJob } from './locked-job.ts';
import { mergeJobPatch } from './merge-patch.ts';
import { PAGE_BYTES, readPage, toPage } from './pages.ts';
import { checkIfMatch, etagOf } from './preconditions.ts';
import { type FieldError, notFound, Problem, withErrors } from './problems.ts';
import { decryptJob } from './secrets.ts';
import { actorOf, runTransaction, type TransactionWrite, type Write } from './transaction.ts';
import { viewJob, viewJobChange } from './views.ts';

/** Attempts to create or replace a job by key while other requests create the same key. */
const TRIES = 5;

export function createJobHandlers(deps: ApiDeps): Handlers<typeof jobRoutes> {
  const { db, reading, policy, keyring, failingAfter } = deps;
  const list = deps.isEmbedded ? listJobsInSlices : listJobs;
  const view = (job: Parameters<typeof viewJob>[0]) => viewJob(job, failingAfter);

  /** Throws a 404. */
  function toResponse(job: JobView | undefined) {
    if (!job) throw notFound('job');
    return { body: view(job), headers: { etag: etagOf(job) } };
  }

  /** The context of bodies that create jobs, or of one that edits the decrypted job `stored`. */
  async function contextOf(
    inputs: readonly { credential?: unknown }[],
    { db, now }: Write,
    stored?: JobRow,
  ): Promise<ParseContext> {
    const credentials = await findNamedCredentials(db, inputs);
    const createdAt = stored?.created_at ?? now;
    return { policy, canEncrypt: keyring.canEncrypt, now, createdAt, stored, credentials };
  }

  /** Also reports errors found before. */
  async function prepare(write: Write, input: JobInput, errors: FieldError[] = []): Promise<PreparedJob> {
    const [id = ''] = newJobIds(write, 1);
    const context = await contextOf([input], write);
    return withErrors(errors, () => prepareJob(write, id, parseJob(input, context)));
  }

  /** Locks a job, checks `If-Match` and runs `work` in one transaction. */
  async function writeLocked(
    c: Context,
    id: string,
    work: (write: TransactionWrite, job: JobRow) => Promise<unknown>,
  ): Promise<void> {
    await runTransaction(deps, c, async (write) => {
      const job = await getLockedJob(write, id);
      checkIfMatch(c.req.header('if-match'), job);
      await work(write, job);
    }).catch(refuseTakenKey);
  }

  async function show(c: Context, id: string, from = db) {
    const { body, headers } = toResponse(await findJob(from, id));
    c.header('etag', headers.etag);
    return body;
  }

  return {
    createJob: async (c) => {
      const input = c.req.valid('json');
      const job = await runStatementOnce(deps, c as Context, async (write) => {
        const [created] = await createJobs(write, [await prepare(write, input)]);
        const { body, headers } = toResponse(created);
        return { body, headers: { ...headers, location: `/jobs/${body.id}` } };
      }).catch(refuseTakenKey);
      return c.json(job, 201);
    },
    createJobs: async (c) => {
      const { jobs } = c.req.valid('json');
      const created = await runStatementOnce(deps, c as Context, async (write) => {
        const context = await contextOf(jobs, write);
        const ids = newJobIds(write, jobs.length);
        const prepared = parseBatch(jobs, (input, index) =>
          prepareJob(write, ids[index]!, parseJob(input, context)),
        );
        return { body: { data: (await createJobs(write, prepared)).map(view) } };
      }).catch(refuseTakenKey);
      return c.json(created, 201);
    },
    testJob: async (c) => {
      const now = await databaseNow(db);
      const input = c.req.valid('json');
      const credentials = await findNamedCredentials(reading, [input]);
      const context = { policy, canEncrypt: true, now, createdAt: now, stored: undefined, credentials };
      const { definition } = parseJobInput(input, context);
      const entry = entryOf({ now, ...actorOf(c as Context) }, 'job.tested');
      // The host alone: a URL can contain credentials, and the definition is not stored.
      const after = { method: definition.method, target_host: hostOf(definition.target) };
      await insertAuditEntries(db, [{ ...entry, after }]);
      return c.json(await sendTestRequest(deps, definition, now), 200);
    },
    listJobs: async (c) => {
      const { sort = '-created_at', limit: _, cursor: __, include, ...filter } = c.req.valid('query');
      const { limit, after } = readPage(c.req.valid('query'), sort);
      const jobs = await list(
        reading,
        { ...filter, failingAfter },
        {
          sort: sort.replace('-', '') as JobSort,
          isDescending: sort.startsWith('-'),
          after,
          limit: limit + 1,
        },
      );
      if (include === undefined) return c.json(toPage(c as Context, jobs, limit, view, { order: sort }), 200);
      const ids = jobs.slice(0, limit).map(({ id }) => id);
      const payloads = await findPayloads(reading, ids, PAGE_BYTES);
      const page = toPage(
        c as Context,
        jobs.slice(0, payloads.size < ids.length ? payloads.size : undefined),
        limit,
        (job) => view({ ...job, payload: payloads.get(job.id) ?? null }),
        { order: sort, isCut: payloads.size < ids.length },
      );
      return c.json(page, 200);
    },
    getJobByKey: async (c) => {
      const job = await findJobByKey(reading, c.req.valid('param').key);
      if (!job) throw noSuchKey();
      c.header('etag', etagOf(job));
      return c.json(view(job), 200);
    },
    putJobByKey: async (c) => {
      const { key } = c.req.valid('param');
      const input = { ...c.req.valid('json'), key: c.req.valid('json').key ?? key };
      const errors = checkKey(input, key);
      const ifMatch = c.req.header('if-match');
      for (let tries = 1; ; tries++) {
        try {
          const done = await runTransaction(deps, c as Context, async (write) => {
            const stored = await lockJobByKey(write.trx, key);
            if (stored) {
              checkIfMatch(ifMatch, stored);
              const job = decryptJob(keyring, stored);
              const context = await contextOf([input], write, job);
              const requested = withErrors(errors, () => parseJob(input, context));
              await editJobs(write, [{ found: job, requested }]);
              return { id: stored.id, isNew: false };
            }
            if (ifMatch !== undefined) throw new Problem(412, 'There is no job with this key.');
            const [created] = await createJobs(write, [await prepare(write, input, errors)]);
            return { id: created!.id, isNew: true };
          });
          const body = await show(c as Context, done.id);
          if (!done.isNew) return c.json(body, 200);
          c.header('location', `/jobs/${done.id}`);
          return c.json(body, 201);
        } catch (error) {
          // A concurrent request has created the job: the next attempt replaces it.
          if (!isUniqueViolation(error) || tries === TRIES) throw error;
        }
      }
    },
    deleteJobByKey: async (c) => {
      await runTransaction(deps, c as Context, async (write) => {
        const job = await lockJobByKey(write.trx, c.req.valid('param').key);
        if (!job) throw noSuchKey();
        checkIfMatch(c.req.header('if-match'), job);
        await deleteJobs(write, [job]);
      });
      return c.body(null, 204);
    },
    getJob: async (c) => c.json(await show(c as Context, c.req.valid('param').id, reading), 200),
    replaceJob: async (c) => {
      const { id } = c.req.valid('param');
      const input = c.req.valid('json');
      await writeLocked(c as Context, id, async (write, locked) => {
        const job = decryptJob(keyring, locked);
        const requested = parseJob(input, await contextOf([input], write, job));
        await editJobs(write, [{ found: job, requested }]);
      });
      return c.json(await show(c as Context, id), 200);
    },
    updateJob: async (c) => {
      const { id } = c.req.valid('param');
      const patch = c.req.valid('json');
      await writeLocked(c as Context, id, async (write, locked) => {
        const job = decryptJob(keyring, locked);
        const fields = mergeJobPatch(job, patch);
        const requested = parseJobFields(fields, await contextOf([fields], write, job));
        await editJobs(write, [{ found: job, requested }]);
      });
      return c.json(await show(c as Context, id), 200);
    },
    deleteJob: async (c) => {
      await writeLocked(c as Context, c.req.valid('param').id, (write, job) => deleteJobs(write, [job]));
      return c.body(null, 204);
    },
    pauseJob: async (c) => {
      const { id } = c.req.valid('param');
      const { reason, until } = c.req.valid('json');
      const isOpen = until === undefined || until === null;
      const pause = { reason, until: isOpen ? until : Temporal.Instant.from(until) };
      const job = await runOnce(deps, c as Context, async (write) => {
        await pauseJobs(write, [await getLockedJob(write, id)], pause);
        return toResponse(await findJob(write.trx, id));
      });
      return c.json(job, 200);
    },
    resumeJob: async (c) => {
      const { id } = c.req.valid('param');
      const job = await runOnce(deps, c as Context, async (write) => {
        const outcome = (await resumeJobs(write, [await getLockedJob(write, id)])).get(id);
        if (outcome instanceof Problem) throw outcome;
        return toResponse(await findJob(write.trx, id));
      });
      return c.json(job, 200);
    },
    listJobChanges: async (c) => {
      const { id } = c.req.valid('param');
      const { limit, after } = readPage(c.req.valid('query'));
      const options = { afterId: after?.id, limit: limit + 1, maxBytes: PAGE_BYTES };
      const { rows, isCut } = await listJobChanges(reading, id, options);
      if (rows.length === 0 && !(await jobExists(reading, id))) throw notFound('job');
      return c.json(toPage(c as Context, rows, limit, viewJobChange, { isCut }), 200);
    },
  };
}

/** Converts the violation of a key to a 409 or 422. */
function refuseTakenKey(error: unknown): never {
  if (!isUniqueViolation(error)) refuseDeletedCredential(error);
  throw new Problem(
    409,
    'Another job has this key. Choose another key, or replace that job with PUT /jobs/by-key/{key}.',
    {
      errors: [{ pointer: '/key', detail: 'belongs to another job' }],
    },
  );
}

/** The key of a body must be that of the path. */
export function checkKey({ key }: { key?: unknown }, pathKey: string): FieldError[] {
  const isOther = typeof key === 'string' && key !== pathKey;
  return isOther ? [{ pointer: '/key', detail: 'must equal the key in the path' }] : [];
}

function noSuchKey(): Problem {
  return new Problem(404, 'There is no job with this key.');
}
