// Run routes: start, backfill, list, cancel and retry runs.
import { createRoute, z } from '@hono/zod-openapi';
import {
  Cursor,
  Id,
  IdParams,
  idempotencyHeaders,
  idList,
  json,
  Limit,
  locationHeaders,
  page,
  pageHeaders,
  replayHeaders,
} from './schemas/common.ts';
import { examples } from './schemas/examples.ts';
import { problems } from './schemas/problem.ts';
import { Backfill, BackfillInput, Run, RunCounts, RunInput, RunWithAttempts } from './schemas/run.ts';
import { ofJob, runFilters, runFiltersOfAnyStatus } from './schemas/run-filters.ts';

const tags = ['Runs'];

const filters = { ...runFilters, limit: Limit, cursor: Cursor };

const listed = {
  200: { description: 'A page of runs.', headers: pageHeaders, content: json(page(Run, examples.run)) },
};

export const runRoutes = {
  startRun: createRoute({
    operationId: 'startRun',
    method: 'post',
    path: '/jobs/{id}/runs',
    tags,
    summary: 'Run a job now',
    description: 'Starts a run at once, also of an inactive job. Does not affect the schedule.',
    request: { params: IdParams, headers: idempotencyHeaders, body: { content: json(RunInput) } },
    responses: {
      202: { description: 'The queued run.', headers: locationHeaders, content: json(Run) },
      ...problems(404, 409, 413, 415, 422),
    },
  }),
  backfillJob: createRoute({
    operationId: 'backfillJob',
    method: 'post',
    path: '/jobs/{id}/backfill',
    tags,
    summary: 'Backfill a job',
    description:
      'Creates one run for each past occurrence between `from` and `to`, at most 1 000. The runs execute one at a time, oldest first. Also for an inactive job. Does not affect the schedule.',
    request: {
      params: IdParams,
      headers: idempotencyHeaders,
      body: { required: true, content: json(BackfillInput) },
    },
    responses: {
      202: {
        description: 'The number of runs created, or with `dry_run` the number that would be created.',
        headers: replayHeaders,
        content: json(Backfill),
      },
      ...problems(404, 409, 413, 415, 422),
    },
  }),
  listJobRuns: createRoute({
    operationId: 'listJobRuns',
    method: 'get',
    path: '/jobs/{id}/runs',
    tags,
    summary: 'List the runs of a job',
    description: 'Newest first. List the runs of a deleted job with `GET /runs?job_id=…`.',
    request: { params: IdParams, query: z.strictObject(filters) },
    responses: { ...listed, ...problems(404) },
  }),
  listRuns: createRoute({
    operationId: 'listRuns',
    method: 'get',
    path: '/runs',
    tags,
    summary: 'List runs',
    description: 'Newest first.',
    request: {
      query: z.strictObject({
        ...ofJob,
        ids: idList(
          'Only these runs, at most 100: run IDs, separated by commas.',
          examples.run.id,
        ).optional(),
        ...filters,
      }),
    },
    responses: { ...listed, ...problems() },
  }),
  countRuns: createRoute({
    operationId: 'countRuns',
    method: 'get',
    path: '/runs/counts',
    tags,
    summary: 'Count runs by status',
    description: 'Counts up to 1 000 runs of each status, except `succeeded`.',
    request: { query: z.strictObject({ ...ofJob, ...runFiltersOfAnyStatus }) },
    responses: { 200: { description: 'The counts.', content: json(RunCounts) }, ...problems() },
  }),
  exportRuns: createRoute({
    operationId: 'exportRuns',
    method: 'get',
    path: '/runs/export',
    tags,
    summary: 'Export history',
    description:
      'Streams the ended runs that match, oldest first, one JSON object per line, however many there are. An error after the first line breaks the connection off: continue with `after`, the `id` of the last complete line. The order is that of the IDs, in which a long run that ends later has an earlier place.',
    request: {
      query: z.strictObject({
        ...ofJob,
        ...runFiltersOfAnyStatus,
        status: z
          .enum(['succeeded', 'failed', 'skipped', 'missed', 'canceled'])
          .optional()
          .openapi({ description: 'Only runs with this status.' }),
        after: Id.optional().openapi({
          description: 'Only runs after the run with this ID, which need not exist any more.',
        }),
      }),
    },
    responses: {
      200: {
        description: 'The runs.',
        content: {
          'application/x-ndjson': {
            schema: z.string().openapi({
              description: 'One `Run` per line.',
              example: `${JSON.stringify(examples.run)}\n`,
            }),
          },
        },
      },
      ...problems(),
    },
  }),
  cancelRun: createRoute({
    operationId: 'cancelRun',
    method: 'post',
    path: '/runs/{id}/cancel',
    tags,
    summary: 'Cancel a run',
    description:
      'Cancels a queued or retrying run at once. For a running run, the service aborts the request within 5 seconds.',
    request: { params: IdParams, headers: idempotencyHeaders },
    responses: {
      202: {
        description: 'The run. A running run is still `running` until its request is aborted.',
        headers: replayHeaders,
        content: json(Run),
      },
      ...problems(404, 409, 422),
    },
  }),
  retryRun: createRoute({
    operationId: 'retryRun',
    method: 'post',
    path: '/runs/{id}/retry',
    tags,
    summary: 'Rerun an ended run',
    description:
      'Starts a new run for the same occurrence with the same payload override. Only for a run that has ended.',
    request: { params: IdParams, headers: idempotencyHeaders },
    responses: {
      202: { description: 'The new queued run.', headers: locationHeaders, content: json(Run) },
      ...problems(404, 409, 422),
    },
  }),
  getRun: createRoute({
    operationId: 'getRun',
    method: 'get',
    path: '/runs/{id}',
    tags,
    summary: 'Get a run with its attempts',
    request: { params: IdParams },
    responses: { 200: { description: 'The run.', content: json(RunWithAttempts) }, ...problems(404) },
  }),
};
