// Bulk requests: one action for up to 1 000 jobs or runs, in one transaction of set-based statements.
import type { Context } from 'hono';
import type { bulkRoutes } from '../../openapi/bulk.ts';
import type { BulkResult, JobBulk, RunBulk } from '../../openapi/schemas/bulk.ts';
import { listJobIds } from '../store/job-lists.ts';
import { findJobRows, type JobOutline, lockJobOutlines, lockJobs } from '../store/jobs.ts';
import { listRunIds } from '../store/run-lists.ts';
import { requireRole } from './authentication.ts';
import type { ApiDeps, ApiEnv, Handlers } from './handlers.ts';
import { runOnce } from './idempotency.ts';
import {
  canPause,
  deleteJobs,
  findResumption,
  type Outcome,
  type Outcomes,
  pauseJobs,
  resumeJobs,
} from './job-actions.ts';
import { readCursor, writeCursor } from './pages.ts';
import { notFound, Problem } from './problems.ts';
import { canCancelRuns, cancelRuns, canRerunRuns, rerunRuns, startRuns } from './run-actions.ts';
import { readRunFilters } from './run-filters.ts';
import type { TransactionWrite } from './transaction.ts';

/** Limit per transaction: its locks delay runs that become due meanwhile. */
const AT_ONCE = 1_000;
export const BULK_ORDER = 'bulk';

export function createBulkHandlers(deps: ApiDeps): Handlers<typeof bulkRoutes> {
  return {
    changeJobs: async (c) => {
      const input = c.req.valid('json');
      // The same role as for deleting one job; the other actions require operator.
      if (input.action === 'delete') requireRole(c as Context<ApiEnv>, 'admin');
      const result = await runOnce(deps, c as Context, async (write) => {
        const page = await selectIds(input, (page) =>
          listJobIds(write.trx, { ...input.filter, failingAfter: deps.failingAfter }, page),
        );
        return { body: toResult(input, page, await applyToJobs(write, page.ids, input)) };
      });
      return c.json(result, 200);
    },
    changeRuns: async (c) => {
      const input = c.req.valid('json');
      const result = await runOnce(deps, c as Context, async (write) => {
        const page = await selectIds(input, (page) =>
          listRunIds(write.trx, readRunFilters(input.filter ?? {}), page),
        );
        return { body: toResult(input, page, await applyToRuns(write, page.ids, input)) };
      });
      return c.json(result, 200);
    },
  };
}

async function applyToJobs(
  write: TransactionWrite,
  ids: string[],
  { action, dry_run }: JobBulk,
): Promise<Outcomes> {
  const found = dry_run
    ? new Map(
        (await findJobRows(write.trx, ids)).map((job) => [job.id, previewJobAction(job, action, write.now)]),
      )
    : await applyJobAction(write, ids, action);
  return new Map(ids.map((id) => [id, found.get(id) ?? notFound('job')]));
}

async function applyJobAction(
  write: TransactionWrite,
  ids: string[],
  action: JobBulk['action'],
): Promise<Outcomes> {
  // The audit log stores the whole definition of a deleted job.
  if (action === 'delete') return await deleteJobs(write, await lockJobs(write.trx, ids));
  const jobs = await lockJobOutlines(write.trx, ids);
  switch (action) {
    case 'pause':
      return await pauseJobs(write, jobs, {});
    case 'resume':
      return await resumeJobs(write, jobs);
    case 'run':
      await startRuns(write, jobs);
      return new Map(jobs.map((job) => [job.id, 'done']));
  }
}

function previewJobAction(job: JobOutline, action: JobBulk['action'], now: Temporal.Instant): Outcome {
  if (action === 'pause') return canPause(job, {});
  if (action !== 'resume') return 'done';
  const next = findResumption(job, now);
  return next === 'unchanged' || next instanceof Problem ? next : 'done';
}

async function applyToRuns(
  write: TransactionWrite,
  ids: string[],
  { action, dry_run }: RunBulk,
): Promise<Outcomes> {
  if (action === 'cancel') return await (dry_run ? canCancelRuns : cancelRuns)(write, ids);
  if (dry_run) return await canRerunRuns(write, ids);
  return (await rerunRuns(write, ids)).outcomes;
}

interface Page {
  /** Sorted: every transaction locks in this order. */
  ids: string[];
  hasMore: boolean;
}

async function selectIds(
  { ids, cursor }: Pick<JobBulk, 'ids' | 'cursor'>,
  list: (page: { afterId: string | undefined; limit: number }) => Promise<string[]>,
): Promise<Page> {
  const afterId = readCursor(cursor, BULK_ORDER)?.id;
  const found = ids === undefined ? await list({ afterId, limit: AT_ONCE + 1 }) : [...new Set(ids)];
  return { ids: found.slice(0, AT_ONCE).sort(), hasMore: found.length > AT_ONCE };
}

function toResult(
  { dry_run }: Pick<JobBulk, 'dry_run'>,
  { ids, hasMore }: Page,
  outcomes: Outcomes,
): BulkResult {
  const next_cursor = hasMore ? writeCursor({ id: ids.at(-1)!, value: null }, BULK_ORDER) : null;
  const result: BulkResult = { dry_run, done: [], unchanged: [], failed: [], next_cursor };
  for (const id of ids) {
    const outcome = outcomes.get(id);
    if (outcome instanceof Problem) result.failed.push({ id, detail: outcome.message });
    else result[outcome === 'done' ? 'done' : 'unchanged'].push(id);
  }
  return result;
}
