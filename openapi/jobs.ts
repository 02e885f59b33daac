// Job routes: create, list, edit, delete, pause and resume jobs.
import { createRoute, z } from '@hono/zod-openapi';
import { CreatedJobs, JobBatch, jobFilters } from './schemas/bulk.ts';
import {
  Cursor,
  changedJobHeaders,
  createdJobHeaders,
  Flag,
  IdParams,
  idempotencyHeaders,
  idList,
  ifMatchHeaders,
  jobHeaders,
  json,
  Limit,
  page,
  pageHeaders,
  replayHeaders,
} from './schemas/common.ts';
import { examples, jobRequests } from './schemas/examples.ts';
import { Job, JobChange, JobInput, JobPatch, Key, PauseInput } from './schemas/job.ts';
import { problems } from './schemas/problem.ts';
import { Attempt } from './schemas/run.ts';

const tags = ['Jobs'];

export const jobRoutes = {
  createJob: createRoute({
    operationId: 'createJob',
    method: 'post',
    path: '/jobs',
    tags,
    summary: 'Create a job',
    description:
      'Stores the job. If its first occurrence is due within a few seconds, the service plans the run before it responds.',
    request: {
      headers: idempotencyHeaders,
      body: {
        required: true,
        content: {
          'application/json': { schema: JobInput, examples: jobRequests },
        },
      },
    },
    responses: {
      201: { description: 'The stored job.', headers: createdJobHeaders, content: json(Job) },
      ...problems(409, 413, 415, 422),
    },
  }),
  testJob: createRoute({
    operationId: 'testJob',
    method: 'post',
    path: '/jobs/test',
    tags,
    summary: 'Test a job',
    description:
      'Sends the request of this job once, with a time limit of at most 30 seconds, and returns the attempt. Stores nothing.',
    request: {
      body: {
        required: true,
        content: {
          'application/json': {
            schema: JobInput,
            examples: { here: jobRequests.here, hourly: jobRequests.hourly },
          },
        },
      },
    },
    responses: {
      200: { description: 'The attempt.', content: json(Attempt) },
      ...problems(413, 415, 422),
    },
  }),
  listJobs: createRoute({
    operationId: 'listJobs',
    method: 'get',
    path: '/jobs',
    tags,
    summary: 'List jobs',
    description:
      'Newest first, unless `sort` sets another order. Jobs have no `payload` unless `include` asks for it; a page then ends before its payloads exceed 2 MiB in total.',
    request: {
      query: z.strictObject({
        status: jobFilters.status.openapi({ description: 'Only jobs with this status.' }),
        schedule_type: jobFilters.schedule_type.openapi({
          description: 'Only jobs with this schedule type.',
        }),
        tag: jobFilters.tag.openapi({ description: 'Only jobs with this tag.', example: 'billing' }),
        managed_by: jobFilters.managed_by.openapi({
          description: 'Only jobs of this set, see `POST /jobs/apply`.',
          example: 'billing-service',
        }),
        q: jobFilters.q.openapi({
          description:
            'Only jobs whose name, description, target or key contains this text, ignoring case. A text of one or two characters finds jobs whose name starts with it.',
          example: 'invoice',
        }),
        failing: Flag.openapi({
          description: '`true`: only failing jobs, see the field `failing`. `false`: only the other jobs.',
        }),
        sort: z
          .enum(['created_at', '-created_at', 'name', '-name', 'next_run', '-next_run'])
          .optional()
          .openapi({
            description:
              'Sort field, ascending; with a leading `-` descending. `next_run` sorts by `next_due_at`, the start of the next run. Defaults to `-created_at`.',
          }),
        ids: idList(
          'Only these jobs, at most 100: job IDs, separated by commas.',
          examples.job.id,
        ).optional(),
        include: z
          .enum(['payload'])
          .optional()
          .openapi({ description: '`payload`: also return the payloads of the jobs.' }),
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
      'An omitted field takes its default, except `status` and `signing_secret`, which keep their stored values. A header value written as `[redacted]` also keeps its stored value. Sending the unchanged response of `GET` changes nothing.',
    request: {
      params: IdParams,
      headers: ifMatchHeaders,
      body: { required: true, content: json(JobInput) },
    },
    responses: {
      200: { description: 'The stored job.', headers: jobHeaders, content: json(Job) },
      ...problems(404, 409, 412, 413, 415, 422),
    },
  }),
  updateJob: createRoute({
    operationId: 'updateJob',
    method: 'patch',
    path: '/jobs/{id}',
    tags,
    summary: 'Update a job',
    description:
      'A JSON merge patch (RFC 7396), which also merges into `payload`, `headers`, `retry`, `success` and `catch_up`. If the patch changes `schedule_type`, it clears the fields of the previous schedule type.',
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
      200: { description: 'The stored job.', headers: jobHeaders, content: json(Job) },
      ...problems(404, 409, 412, 413, 415, 422),
    },
  }),
  deleteJob: createRoute({
    operationId: 'deleteJob',
    method: 'delete',
    path: '/jobs/{id}',
    tags,
    summary: 'Delete a job',
    description:
      'Deletes the job and cancels its runs that have not started. Its runs remain available under `GET /runs`.',
    request: { params: IdParams, headers: ifMatchHeaders },
    responses: { 204: { description: 'The job is deleted.' }, ...problems(404, 412) },
  }),
  pauseJob: createRoute({
    operationId: 'pauseJob',
    method: 'post',
    path: '/jobs/{id}/pause',
    tags,
    summary: 'Pause a job',
    description:
      'Sets the job to `inactive` (`paused`). Removes planned runs that are not yet due, and cancels all other runs that have not started. With `until` the service resumes the job automatically.',
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
      'Sets the job to `active` and plans runs from now on. Occurrences during the pause are not run later.',
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
    description: 'Creates all jobs or none. An error names the index of the invalid job.',
    request: { headers: idempotencyHeaders, body: { required: true, content: json(JobBatch) } },
    responses: {
      201: { description: 'The stored jobs.', headers: replayHeaders, content: json(CreatedJobs) },
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
      'Creates the job if no job has this key, otherwise replaces it. Identical requests from many processes at the same time result in one job: suitable for services that declare their jobs at startup.',
    request: {
      params: z.object({ key: Key }),
      headers: ifMatchHeaders,
      body: { required: true, content: json(JobInput) },
    },
    responses: {
      200: { description: 'The stored job.', headers: jobHeaders, content: json(Job) },
      201: { description: 'The created job.', headers: createdJobHeaders, content: json(Job) },
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
    responses: { 204: { description: 'The job is deleted.' }, ...problems(404, 412) },
  }),
  listJobChanges: createRoute({
    operationId: 'listJobChanges',
    method: 'get',
    path: '/jobs/{id}/changes',
    tags,
    summary: 'List the audit log of a job',
    description:
      'Audit log entries of the job, newest first. Also available for a deleted job. A page ends before its entries exceed 2 MiB in total.',
    request: { params: IdParams, query: z.strictObject({ limit: Limit, cursor: Cursor }) },
    responses: {
      200: {
        description: 'A page of audit log entries.',
        headers: pageHeaders,
        content: json(page(JobChange, examples.jobChange)),
      },
      ...problems(404),
    },
  }),
};
