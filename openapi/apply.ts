// The route that applies a set of jobs.
import { createRoute } from '@hono/zod-openapi';
import { JobApply, JobPlan } from './schemas/apply.ts';
import { idempotencyHeaders, json, replayHeaders } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';

export const applyRoutes = {
  applyJobs: createRoute({
    operationId: 'applyJobs',
    method: 'post',
    path: '/jobs/apply',
    tags: ['Jobs'],
    summary: 'Apply a set of jobs',
    description:
      'Creates, updates and, with `prune`, deletes jobs until the set `managed_by` is equal to `jobs`: all of it or none. `key` identifies a job. A key of a job outside of the set is a 409. A repeated request changes nothing. Fields have the same rules as in `PUT /jobs/by-key/{key}`.',
    request: { headers: idempotencyHeaders, body: { required: true, content: json(JobApply) } },
    responses: {
      200: {
        description: 'The plan, carried out unless `dry_run`.',
        headers: replayHeaders,
        content: json(JobPlan),
      },
      ...problems(409, 413, 415, 422),
    },
  }),
};
