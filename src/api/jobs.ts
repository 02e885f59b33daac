// The routes of jobs.
import type { Context } from 'hono';
import type { jobRoutes } from '../../openapi/jobs.ts';
import { findJob, listJobs } from '../store/jobs.ts';
import { databaseNow } from '../store/open.ts';
import { tryRequest } from '../worker/try-request.ts';
import { mergeJobPatch, readJobInput } from './definitions.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { changeJob, createJob, deleteJob, pauseJob, resumeJob } from './job-writes.ts';
import { readPage, toPage } from './pages.ts';
import { notFound } from './problems.ts';
import { viewJob } from './views.ts';

export function createJobHandlers(deps: ApiDeps): Handlers<typeof jobRoutes> {
  const { db, policy, keyring } = deps;
  const { canSeal } = keyring;

  async function getJob(id: string) {
    const job = await findJob(db, id);
    if (!job) throw notFound('job');
    return viewJob(job);
  }

  return {
    createJob: async (c) => {
      const input = c.req.valid('json');
      const id = await createJob(deps, (now) =>
        readJobInput(input, { policy, canSeal, now, createdAt: now, stored: undefined }),
      );
      c.header('location', `/jobs/${id}`);
      return c.json(await getJob(id), 201);
    },
    testJob: async (c) => {
      const now = await databaseNow(db);
      const reading = { policy, canSeal: true, now, createdAt: now, stored: undefined };
      const { definition } = readJobInput(c.req.valid('json'), reading);
      return c.json(await tryRequest(deps.client, definition, now), 200);
    },
    listJobs: async (c) => {
      const { status, ...query } = c.req.valid('query');
      const { limit, afterId } = readPage(query);
      const jobs = await listJobs(db, { status, afterId, limit: limit + 1 });
      return c.json(toPage(c as Context, jobs, limit, viewJob), 200);
    },
    getJob: async (c) => c.json(await getJob(c.req.valid('param').id), 200),
    replaceJob: async (c) => {
      const { id } = c.req.valid('param');
      const input = c.req.valid('json');
      await changeJob(deps, id, (job, now) =>
        readJobInput(input, { policy, canSeal, now, createdAt: job.created_at, stored: job }),
      );
      return c.json(await getJob(id), 200);
    },
    updateJob: async (c) => {
      const { id } = c.req.valid('param');
      const patch = c.req.valid('json');
      await changeJob(deps, id, (job, now) =>
        readJobInput(mergeJobPatch(job, patch), {
          policy,
          canSeal,
          now,
          createdAt: job.created_at,
          stored: job,
        }),
      );
      return c.json(await getJob(id), 200);
    },
    deleteJob: async (c) => {
      await deleteJob(deps, c.req.valid('param').id);
      return c.body(null, 204);
    },
    pauseJob: async (c) => {
      const { id } = c.req.valid('param');
      await pauseJob(deps, id);
      return c.json(await getJob(id), 200);
    },
    resumeJob: async (c) => {
      const { id } = c.req.valid('param');
      await resumeJob(deps, id);
      return c.json(await getJob(id), 200);
    },
  };
}
