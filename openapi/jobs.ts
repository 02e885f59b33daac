// Routes of jobs.
import { createRoute, z } from '@hono/zod-openapi';
import { Cursor, IdParams, json, Limit, locationHeaders, page, pageHeaders } from './schemas/common.ts';
import { Job, JobInput, JobPatch } from './schemas/job.ts';
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
    description: 'Stores the job and plans it at once when it is about to be due.',
    request: { body: { required: true, content: json(JobInput) } },
    responses: {
      201: { description: 'The job as stored.', headers: locationHeaders, content: json(Job) },
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
    request: { body: { required: true, content: json(JobInput) } },
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
    description: 'Newest first.',
    request: {
      query: z.strictObject({
        status: z
          .enum(['active', 'inactive', 'failed'])
          .optional()
          .openapi({ description: 'Only jobs with this status.' }),
        limit: Limit,
        cursor: Cursor,
      }),
    },
    responses: {
      200: { description: 'A page of jobs.', headers: pageHeaders, content: json(page(Job)) },
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
    responses: { 200: { description: 'The job.', content: json(Job) }, ...problems(404) },
  }),
  replaceJob: createRoute({
    operationId: 'replaceJob',
    method: 'put',
    path: '/jobs/{id}',
    tags,
    summary: 'Replace a job',
    description:
      'A field left out takes its default, except `status`, `signing_secret` and header values written as `[redacted]`, which keep what is stored. What `GET` returns can be sent back and changes nothing.',
    request: { params: IdParams, body: { required: true, content: json(JobInput) } },
    responses: {
      200: { description: 'The job as stored.', content: json(Job) },
      ...problems(404, 409, 413, 415, 422),
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
      body: {
        required: true,
        content: {
          'application/json': { schema: JobPatch },
          'application/merge-patch+json': { schema: JobPatch },
        },
      },
    },
    responses: {
      200: { description: 'The job as stored.', content: json(Job) },
      ...problems(404, 409, 413, 415, 422),
    },
  }),
  deleteJob: createRoute({
    operationId: 'deleteJob',
    method: 'delete',
    path: '/jobs/{id}',
    tags,
    summary: 'Delete a job',
    description: 'What has not started is canceled; the runs stay readable under `/runs`.',
    request: { params: IdParams },
    responses: { 204: { description: 'Deleted.' }, ...problems(404) },
  }),
  pauseJob: createRoute({
    operationId: 'pauseJob',
    method: 'post',
    path: '/jobs/{id}/pause',
    tags,
    summary: 'Pause a job',
    description:
      'It becomes inactive (`paused`); planned runs that are not due yet vanish, others that have not started are canceled.',
    request: { params: IdParams },
    responses: { 200: { description: 'The job.', content: json(Job) }, ...problems(404) },
  }),
  resumeJob: createRoute({
    operationId: 'resumeJob',
    method: 'post',
    path: '/jobs/{id}/resume',
    tags,
    summary: 'Resume a job',
    description:
      'It becomes active and is planned from now on; what it would have run in between is not made up for.',
    request: { params: IdParams },
    responses: { 200: { description: 'The job.', content: json(Job) }, ...problems(404, 409) },
  }),
};
