// The routes of runs.
import type { Context } from 'hono';
import type { runRoutes } from '../../openapi/runs.ts';
import type { RunFilters } from '../../openapi/schemas/run-filters.ts';
import { findCallback } from '../store/callbacks.ts';
import { type JobRow, jobExists } from '../store/jobs.ts';
import type { LiveRun } from '../store/live-runs.ts';
import { findCauses } from '../store/run-causes.ts';
import { countRuns, listRuns } from '../store/run-lists.ts';
import { countRunsInSlices, listRunsInSlices } from '../store/run-slices.ts';
import { asRunRow, findRun, getRunRow } from '../store/runs.ts';
import { backfillJob } from './backfill.ts';
import type { ApiDeps, ApiEnv, Handlers } from './handlers.ts';
import { runOnce } from './idempotency.ts';
import { checkPayload } from './job-input.ts';
import { getLockedJob } from './locked-job.ts';
import { readPage, toPage } from './pages.ts';
import { notFound, Problem } from './problems.ts';
import { cancelRuns, rerunRuns, startRuns } from './run-actions.ts';
import { createRunExport } from './run-export.ts';
import { readRunFilters } from './run-filters.ts';
import { viewCallback, viewRun, viewRunWithAttempts } from './views.ts';

type RunQuery = RunFilters & {
  ids?: string[] | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
};

/** Limit of each count. */
const COUNTED_AT_MOST = 1_000;

export function createRunHandlers(deps: ApiDeps): Handlers<typeof runRoutes> {
  const { reading } = deps;
  const list = deps.isEmbedded ? listRunsInSlices : listRuns;
  const count = deps.isEmbedded ? countRunsInSlices : countRuns;
  const exportRuns = createRunExport(reading, deps.onError);

  async function pageOfRuns(c: Context, query: RunQuery) {
    const { limit, after } = readPage(query);
    const runs = await (query.ids === undefined ? list : listRuns)(reading, {
      ...readRunFilters(query),
      ids: query.ids,
      afterId: after?.id,
      limit: limit + 1,
    });
    const causes = await findCauses(reading, runs);
    return toPage(c, runs, limit, (run) => viewRun(run, causes.get(run.id)));
  }

  return {
    startRun: async (c) => {
      const { id } = c.req.valid('param');
      const { payload } = c.req.valid('json');
      const run = await runOnce(deps, c as Context, async (write) => {
        const job = await getLockedJob(write, id);
        if (payload !== undefined) {
          requireConsent(c as Context<ApiEnv>, job);
          checkPayload(payload, job.method);
        }
        return created(await startRuns(write, [job], payload));
      });
      return c.json(run, 202);
    },
    backfillJob: async (c) => {
      const { id } = c.req.valid('param');
      const input = c.req.valid('json');
      const counts = await runOnce(deps, c as Context, async (write) => ({
        body: await backfillJob(write, await getLockedJob(write, id), input),
      }));
      return c.json(counts, 202);
    },
    listJobRuns: async (c) => {
      const { id } = c.req.valid('param');
      const page = await pageOfRuns(c as Context, { ...c.req.valid('query'), job_id: id });
      if (page.data.length === 0 && !(await jobExists(reading, id))) throw notFound('job');
      return c.json(page, 200);
    },
    listRuns: async (c) => {
      return c.json(await pageOfRuns(c as Context, c.req.valid('query')), 200);
    },
    countRuns: async (c) => {
      const filter = readRunFilters(c.req.valid('query'));
      return c.json(await count(reading, filter, COUNTED_AT_MOST), 200);
    },
    exportRuns: async (c) => {
      const { after, ...query } = c.req.valid('query');
      const filter = { ...readRunFilters(query), afterId: after };
      // A response to HEAD has no body: the stream would never end.
      const lines =
        c.req.method === 'HEAD' ? null : await exportRuns(c.get('client').name, filter, c.req.raw.signal);
      const headers = { 'content-type': 'application/x-ndjson', 'x-accel-buffering': 'no' };
      // The types of zod-openapi allow no response of this media type.
      return c.newResponse(lines, 200, headers) as never;
    },
    cancelRun: async (c) => {
      const { id } = c.req.valid('param');
      const run = await runOnce(deps, c as Context, async (write) => {
        const outcome = (await cancelRuns(write, [id])).get(id);
        if (outcome instanceof Problem) throw outcome;
        const canceled = await getRunRow(write.trx, id);
        if (outcome === 'done') return { body: viewRun(canceled) };
        throw new Problem(409, `The run has already ended: its status is ${canceled.status}.`);
      });
      return c.json(run, 202);
    },
    retryRun: async (c) => {
      const { id } = c.req.valid('param');
      const run = await runOnce(deps, c as Context, async (write) => {
        const { outcomes, started } = await rerunRuns(write, [id]);
        const outcome = outcomes.get(id);
        if (outcome instanceof Problem) throw outcome;
        return created(started);
      });
      return c.json(run, 202);
    },
    getRun: async (c) => {
      const found = await findRun(reading, c.req.valid('param').id);
      if (!found) throw notFound('run');
      const { run, attempts } = found;
      const causes = await findCauses(reading, [run]);
      const callback = await findCallback(reading, run.id);
      return c.json(
        { ...viewRunWithAttempts(run, attempts, causes.get(run.id)), callback: viewCallback(callback) },
        200,
      );
    },
  };
}

function created([run]: LiveRun[]) {
  const body = viewRun(asRunRow(run!));
  return { body, headers: { location: `/runs/${body.id}` } };
}

/** Throws 403 for a payload override by an operator, unless the job allows it: the payload is part of its definition. */
function requireConsent(c: Context<ApiEnv>, { allow_payload_override: isAllowed }: JobRow): void {
  const { name, role } = c.get('client');
  if (isAllowed || role === 'admin') return;
  throw new Problem(
    403,
    `The API key ${name} has the role ${role}; a run with another payload requires admin, or a job with allow_payload_override.`,
  );
}
