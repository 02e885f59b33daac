// The routes of runs.
import type { Context } from 'hono';
import type { runRoutes } from '../../openapi/runs.ts';
import { jobExists } from '../store/jobs.ts';
import { findRun, listRuns } from '../store/runs.ts';
import type { RunStatus, RunTrigger } from '../store/schema.ts';
import { backfillJob } from './backfill.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { readPage, toPage } from './pages.ts';
import { notFound } from './problems.ts';
import { cancelRun, retryRun, startRun } from './run-writes.ts';
import { viewRun, viewRunWithAttempts } from './views.ts';

interface RunQuery {
  status?: RunStatus | undefined;
  trigger?: RunTrigger | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export function createRunHandlers(deps: ApiDeps): Handlers<typeof runRoutes> {
  const { db } = deps;

  async function pageOfRuns(c: Context, jobId: string | undefined, query: RunQuery) {
    const { limit, afterId } = readPage(query);
    const runs = await listRuns(db, {
      jobId,
      status: query.status,
      trigger: query.trigger,
      from: query.from === undefined ? undefined : Temporal.Instant.from(query.from),
      to: query.to === undefined ? undefined : Temporal.Instant.from(query.to),
      afterId,
      limit: limit + 1,
    });
    return toPage(c, runs, limit, viewRun);
  }

  return {
    startRun: async (c) => {
      const run = await startRun(deps, c.req.valid('param').id, c.req.valid('json').payload);
      c.header('location', `/runs/${run.id}`);
      return c.json(viewRun(run), 202);
    },
    backfillJob: async (c) => {
      return c.json(await backfillJob(deps, c.req.valid('param').id, c.req.valid('json')), 202);
    },
    listJobRuns: async (c) => {
      const { id } = c.req.valid('param');
      const page = await pageOfRuns(c as Context, id, c.req.valid('query'));
      if (page.data.length === 0 && !(await jobExists(db, id))) throw notFound('job');
      return c.json(page, 200);
    },
    listRuns: async (c) => {
      const { job_id, ...query } = c.req.valid('query');
      return c.json(await pageOfRuns(c as Context, job_id, query), 200);
    },
    cancelRun: async (c) => c.json(viewRun(await cancelRun(deps, c.req.valid('param').id)), 202),
    retryRun: async (c) => {
      const run = await retryRun(deps, c.req.valid('param').id);
      c.header('location', `/runs/${run.id}`);
      return c.json(viewRun(run), 202);
    },
    getRun: async (c) => {
      const found = await findRun(db, c.req.valid('param').id);
      if (!found) throw notFound('run');
      return c.json(viewRunWithAttempts(found.run, found.attempts), 200);
    },
  };
}
