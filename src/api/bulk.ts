// Many jobs or runs at a time: what is done with each, and what cannot be.
import type { Context } from 'hono';
import type { bulkRoutes } from '../../openapi/bulk.ts';
import type { BulkResult, JobBulk, RunBulk } from '../../openapi/schemas/bulk.ts';
import { listJobIds } from '../store/job-lists.ts';
import { type JobRow, lockJob } from '../store/jobs.ts';
import { listRunIds } from '../store/runs.ts';
import { requireRole } from './callers.ts';
import { type Change, type ChangeDeps, changeOnce } from './change.ts';
import type { ApiDeps, ApiEnv, Handlers } from './handlers.ts';
import { deleteJob, getResumption, pauseJob, resumeJob } from './job-writes.ts';
import { readCursor, writeCursor } from './pages.ts';
import { Problem } from './problems.ts';
import { cancelRunIn, isEnded, retryRunIn, startRunOf } from './run-writes.ts';

const AT_ONCE = 1_000;
const ORDER = 'bulk';

export function createBulkHandlers(deps: ApiDeps): Handlers<typeof bulkRoutes> {
  return {
    changeJobs: async (c) => {
      const input = c.req.valid('json');
      // As for a single one; the rest is an operator's.
      if (input.action === 'delete') requireRole(c as Context<ApiEnv>, 'admin');
      return c.json(await changeJobs(deps, c as Context, input), 200);
    },
    changeRuns: async (c) => c.json(await changeRuns(deps, c as Context, c.req.valid('json')), 200),
  };
}

/** Does it with one; returns whether something was to be done. Throws a `Problem` where it cannot be. */
type Act = (change: Change, id: string, isDryRun: boolean) => Promise<boolean>;

interface Selection {
  ids?: string[] | undefined;
  dry_run: boolean;
  cursor?: string | undefined;
}

async function changeJobs(deps: ChangeDeps, c: Context, input: JobBulk): Promise<BulkResult> {
  const act: Act = async (change, id, isDryRun) => {
    const job = await lockJob(change.trx, id);
    if (!job) throw new Problem(404, 'There is no job with this id.');
    return isDryRun ? wouldChange(change, job, input.action) : await changeOne(change, job, input.action);
  };
  return await actOnMany(deps, c, input, act, (trx, page) => listJobIds(trx, input.filter ?? {}, page));
}

async function changeOne(change: Change, job: JobRow, action: JobBulk['action']): Promise<boolean> {
  switch (action) {
    case 'pause':
      return await pauseJob(change, job, {});
    case 'resume':
      return await resumeJob(change, job);
    case 'run':
      await startRunOf(change, job, undefined);
      return true;
    case 'delete':
      await deleteJob(change, job);
      return true;
  }
}

function wouldChange({ now }: Change, job: JobRow, action: JobBulk['action']): boolean {
  if (action === 'pause') return job.status === 'active';
  if (action !== 'resume') return true;
  if (job.status === 'active') return false;
  getResumption(job, now);
  return true;
}

async function changeRuns(deps: ChangeDeps, c: Context, input: RunBulk): Promise<BulkResult> {
  const act: Act = async (change, id, isDryRun) => {
    const ended = await isEnded(change, id);
    if (input.action === 'cancel') {
      if (ended) return false;
      if (!isDryRun) await cancelRunIn(change, id);
      return true;
    }
    if (!ended) throw new Problem(409, 'The run has not ended.');
    if (!isDryRun) await retryRunIn(change, id);
    return true;
  };
  return await actOnMany(deps, c, input, act, (trx, page) => {
    const { job_id, status, trigger, from, to } = input.filter ?? {};
    return listRunIds(
      trx,
      {
        jobId: job_id,
        status,
        trigger,
        from: from === undefined ? undefined : Temporal.Instant.from(from),
        to: to === undefined ? undefined : Temporal.Instant.from(to),
      },
      page,
    );
  });
}

async function actOnMany(
  deps: ChangeDeps,
  c: Context,
  selection: Selection,
  act: Act,
  list: (trx: Change['trx'], page: { afterId: string | undefined; limit: number }) => Promise<string[]>,
): Promise<BulkResult> {
  const afterId = readCursor(selection.cursor, ORDER)?.id;
  return await changeOnce(deps, c, async (change) => {
    const found =
      selection.ids === undefined
        ? await list(change.trx, { afterId, limit: AT_ONCE + 1 })
        : [...new Set(selection.ids)];
    // In the order in which everybody locks.
    const ids = found.slice(0, AT_ONCE).sort();
    const result: BulkResult = {
      dry_run: selection.dry_run,
      done: [],
      unchanged: [],
      failed: [],
      next_cursor: found.length > AT_ONCE ? writeCursor({ id: ids.at(-1)!, value: null }, ORDER) : null,
    };
    for (const id of ids) {
      try {
        ((await act(change, id, selection.dry_run)) ? result.done : result.unchanged).push(id);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        result.failed.push({ id, detail: error.message });
      }
    }
    return { body: result };
  });
}
