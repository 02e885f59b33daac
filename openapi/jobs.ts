// Routes of jobs.
import { createRoute, z } from '@hono/zod-openapi';
import { CreatedJobs, JobBatch, jobFilters } from './schemas/bulk.ts';
import {
  Cursor,
  changedJobHeaders,
  createdJobHeaders,
  Flag,
  IdParams,
  idempotencyHeaders,
  ifMatchHeaders,
  jobHeaders,
  json,
  Limit,
  page,
  pageHeaders,
  replayHeaders,
} from './schemas/common.ts';
import { examples } from './schemas/examples.ts';
import { Job, JobChange, JobInput, JobPatch, Key, PauseInput } from './schemas/job.ts';
import { problems } from './schemas/problem.ts';
import { Attempt } from './schemas/run.ts';

const tags = ['Jobs'];

const hourly = { summary: 'Every hour', value: examples.jobInput };
const here = {
  summary: 'Every minute, answered by this service itself',
  value: {
    name: 'Is the scheduler alive?',
    ...examples.localTarget,
    schedule_type: 'recurring',
    interval: 'minute',
    interval_value: 1,
  },
};
const weekdays = {
  summary: 'On weekdays at nine, in Berlin',
  value: {
    name: 'Close invoices',
    target: 'https://example.com/api/invoices/close',
    headers: { 'x-tenant': 'acme' },
    payload: { run: '{{run.id}}', day: '{{run.scheduled_for}}' },
    schedule_type: 'cron',
    cron_expression: '0 9 * * 1-5',
    timezone: 'Europe/Berlin',
    exclude: ['2027-12-24'],
    retry: { max_attempts: 6, initial_delay_seconds: 30 },
    overlap: 'queue',
    tags: ['billing'],
  },
};
const once = {
  summary: 'Once, at an instant',
  value: {
    name: 'Wish a happy new century',
    target: 'https://example.com/api/notify',
    schedule_type: 'specific_time',
    specific_time: '2099-12-31T23:59:59Z',
  },
};

export const jobRoutes = {
  createJob: createRoute({
    operationId: 'createJob',
    method: 'post',
    path: '/jobs',
    tags,
    summary: 'Create a job',
    description: 'Stores the job and plans it at once when it is about to be due.',
    request: {
      headers: idempotencyHeaders,
      body: {
        required: true,
        content: { 'application/json': { schema: JobInput, examples: { hourly, here, weekdays, once } } },
      },
    },
    responses: {
      201: { description: 'The job as stored.', headers: createdJobHeaders, content: json(Job) },
      ...problems(409, 413, 415, 422),
    },
  }),
  testJob: createRoute({
    operationId: 'testJob',
    method: 'post',
    path: '/jobs/test',
    tags,
    summary: 'Send a job’s request once',
    description:
      'Sends what a run of this job would, once, for at most 30 seconds, and answers with the attempt. Nothing is stored.',
    request: {
      body: {
        required: true,
        content: { 'application/json': { schema: JobInput, examples: { here, hourly } } },
      },
    },
    responses: {
      200: { description: 'What became of it.', content: json(Attempt) },
      ...problems(413, 415, 422),
    },
  }),
  listJobs: createRoute({
    operationId: 'listJobs',
    method: 'get',
    path: '/jobs',
    tags,
    summary: 'List jobs',
    description: 'Newest first, unless `sort` says otherwise.',
    request: {
      query: z.strictObject({
        status: jobFilters.status.openapi({ description: 'Only jobs with this status.' }),
        schedule_type: jobFilters.schedule_type.openapi({
          description: 'Only jobs with this kind of schedule.',
        }),
        tag: jobFilters.tag.openapi({ description: 'Only jobs with this tag.', example: 'billing' }),
        q: jobFilters.q.openapi({
          description: 'Only jobs with this text in their name, description, target or key.',
          example: 'invoice',
        }),
        failing: Flag.openapi({
          description: 'Only active jobs whose last runs failed; `false`: only the others.',
        }),
        sort: z
          .enum(['created_at', '-created_at', 'name', '-name', 'next_run', '-next_run'])
          .optional()
          .openapi({ description: 'Ascending, with `-` descending; `-created_at` by default.' }),
        limit: Limit,
        cursor: Cursor,
      }),
    },
    responses: {
      200: { description: 'A page of jobs.', headers: pageHeaders, content: json(page(Job, examples.job)) },
      ...problems(),
    },
  }),
  getJob: createRoute({
    operationId: 'getJob',
    method: 'get',
    path: '/jobs/{id}',
    tags,
    summary: 'Get a job',
    request: { params: IdParams },
    responses: {
      200: { description: 'The job.', headers: jobHeaders, content: json(Job) },
      ...problems(404),
    },
  }),
  replaceJob: createRoute({
    operationId: 'replaceJob',
    method: 'put',
    path: '/jobs/{id}',
    tags,
    summary: 'Replace a job',
    description:
      'A field left out takes its default, except `status`, `signing_secret` and header values written as `[redacted]`, which keep what is stored. What `GET` returns can be sent back and changes nothing.',
    request: {
      params: IdParams,
      headers: ifMatchHeaders,
      body: { required: true, content: json(JobInput) },
    },
    responses: {
      200: { description: 'The job as stored.', headers: jobHeaders, content: json(Job) },
      ...problems(404, 409, 412, 413, 415, 422),
    },
  }),
  updateJob: createRoute({
    operationId: 'updateJob',
    method: 'patch',
    path: '/jobs/{id}',
    tags,
    summary: 'Change fields of a job',
    description:
      'A JSON merge patch (RFC 7396), also into `payload`, `headers`, `retry`, `success` and `catch_up`. When it changes `schedule_type`, the other kinds’ fields that it does not mention are cleared.',
    request: {
      params: IdParams,
      headers: ifMatchHeaders,
      body: {
        required: true,
        content: {
          'application/json': { schema: JobPatch },
          'application/merge-patch+json': { schema: JobPatch },
        },
      },
    },
    responses: {
      200: { description: 'The job as stored.', headers: jobHeaders, content: json(Job) },
      ...problems(404, 409, 412, 413, 415, 422),
    },
  }),
  deleteJob: createRoute({
    operationId: 'deleteJob',
    method: 'delete',
    path: '/jobs/{id}',
    tags,
    summary: 'Delete a job',
    description: 'What has not started is canceled; the runs stay readable under `/runs`.',
    request: { params: IdParams, headers: ifMatchHeaders },
    responses: { 204: { description: 'Deleted.' }, ...problems(404, 412) },
  }),
  pauseJob: createRoute({
    operationId: 'pauseJob',
    method: 'post',
    path: '/jobs/{id}/pause',
    tags,
    summary: 'Pause a job',
    description:
      'It becomes inactive (`paused`); planned runs that are not due yet vanish, others that have not started are canceled. With `until` it is resumed by itself.',
    request: { params: IdParams, headers: idempotencyHeaders, body: { content: json(PauseInput) } },
    responses: {
      200: { description: 'The job.', headers: changedJobHeaders, content: json(Job) },
      ...problems(404, 409, 413, 415, 422),
    },
  }),
  resumeJob: createRoute({
    operationId: 'resumeJob',
    method: 'post',
    path: '/jobs/{id}/resume',
    tags,
    summary: 'Resume a job',
    description:
      'It becomes active and is planned from now on; what it would have run in between is not made up for.',
    request: { params: IdParams, headers: idempotencyHeaders },
    responses: {
      200: { description: 'The job.', headers: changedJobHeaders, content: json(Job) },
      ...problems(404, 409, 422),
    },
  }),
  createJobs: createRoute({
    operationId: 'createJobs',
    method: 'post',
    path: '/jobs/batch',
    tags,
    summary: 'Create many jobs',
    description: 'All of them or none: an error names the index of the job at fault.',
    request: { headers: idempotencyHeaders, body: { required: true, content: json(JobBatch) } },
    responses: {
      201: { description: 'The jobs as stored.', headers: replayHeaders, content: json(CreatedJobs) },
      ...problems(409, 413, 415, 422),
    },
  }),
  getJobByKey: createRoute({
    operationId: 'getJobByKey',
    method: 'get',
    path: '/jobs/by-key/{key}',
    tags,
    summary: 'Get a job by its key',
    request: { params: z.object({ key: Key }) },
    responses: {
      200: { description: 'The job.', headers: jobHeaders, content: json(Job) },
      ...problems(404),
    },
  }),
  putJobByKey: createRoute({
    operationId: 'putJobByKey',
    method: 'put',
    path: '/jobs/by-key/{key}',
    tags,
    summary: 'Create or replace a job by its key',
    description:
      'For services that declare their jobs when they start: the same body from many processes at once ends as one job.',
    request: {
      params: z.object({ key: Key }),
      headers: ifMatchHeaders,
      body: { required: true, content: json(JobInput) },
    },
    responses: {
      200: { description: 'The job as stored.', headers: jobHeaders, content: json(Job) },
      201: { description: 'The job, created.', headers: createdJobHeaders, content: json(Job) },
      ...problems(404, 409, 412, 413, 415, 422),
    },
  }),
  deleteJobByKey: createRoute({
    operationId: 'deleteJobByKey',
    method: 'delete',
    path: '/jobs/by-key/{key}',
    tags,
    summary: 'Delete a job by its key',
    request: { params: z.object({ key: Key }), headers: ifMatchHeaders },
    responses: { 204: { description: 'Deleted.' }, ...problems(404, 412) },
  }),
  listJobChanges: createRoute({
    operationId: 'listJobChanges',
    method: 'get',
    path: '/jobs/{id}/changes',
    tags,
    summary: 'Who changed what',
    description: 'Newest first; also of a job that is deleted.',
    request: { params: IdParams, query: z.strictObject({ limit: Limit, cursor: Cursor }) },
    responses: {
      200: {
        description: 'A page of changes.',
        headers: pageHeaders,
        content: json(page(JobChange, examples.jobChange)),
      },
      ...problems(404),
    },
  }),
};
