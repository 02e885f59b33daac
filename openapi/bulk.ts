// Routes of bulk actions on jobs and runs.
import { createRoute, type z } from '@hono/zod-openapi';
import { BulkResult, JobBulk, RunBulk } from './schemas/bulk.ts';
import { idempotencyHeaders, json, replayHeaders } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';

const description =
  'Applies one action to the items in `ids`, or to all items that match `filter`, 1 000 per request.';

function requestOf<Body extends z.ZodType>(body: Body) {
  return { headers: idempotencyHeaders, body: { required: true, content: json(body) } } as const;
}

const responses = {
  200: { description: 'The result for each item.', headers: replayHeaders, content: json(BulkResult) },
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
    request: requestOf(JobBulk),
    responses,
  }),
  changeRuns: createRoute({
    operationId: 'changeRuns',
    method: 'post',
    path: '/runs/bulk',
    tags: ['Runs'],
    summary: 'Rerun or cancel many runs',
    description,
    request: requestOf(RunBulk),
    responses,
  }),
};
