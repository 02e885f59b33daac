// Routes that do one thing with many jobs or runs.
import { createRoute, type z } from '@hono/zod-openapi';
import { BulkResult, JobBulk, RunBulk } from './schemas/bulk.ts';
import { idempotencyHeaders, json, replayHeaders } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';

const description = 'Those named by `ids`, or those that match a `filter`, 1 000 at a time.';

function asked<Body extends z.ZodType>(body: Body) {
  return { headers: idempotencyHeaders, body: { required: true, content: json(body) } } as const;
}

const responses = {
  200: { description: 'What became of each.', headers: replayHeaders, content: json(BulkResult) },
  ...problems(409, 413, 415, 422),
};

export const bulkRoutes = {
  changeJobs: createRoute({
    operationId: 'changeJobs',
    method: 'post',
    path: '/jobs/bulk',
    tags: ['Jobs'],
    summary: 'Pause, resume, run or delete many jobs',
    description,
    request: asked(JobBulk),
    responses,
  }),
  changeRuns: createRoute({
    operationId: 'changeRuns',
    method: 'post',
    path: '/runs/bulk',
    tags: ['Runs'],
    summary: 'Retry or cancel many runs',
    description,
    request: asked(RunBulk),
    responses,
  }),
};
