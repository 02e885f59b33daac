// Routes of the service: scheduler pause, health probes, API document, web interface.
import { createRoute, z } from '@hono/zod-openapi';
import { Instant, idempotencyHeaders, json, label, orNull, replayHeaders } from './schemas/common.ts';
import { openProblems, problems } from './schemas/problem.ts';
import { Readiness } from './schemas/readiness.ts';

const tags = ['Service'];
const html = {
  'text/html': { schema: z.string().openapi({ example: '<!doctype html><title>Scheduler Service</title>' }) },
};

const Document = z
  .looseObject({ openapi: z.string().max(20) })
  .openapi({ example: { openapi: '3.1.0', info: { title: 'Scheduler Service' }, paths: {} } });

const MasterSwitch = z
  .strictObject({
    paused: z.boolean(),
    since: orNull(Instant),
    actor: orNull(z.string().max(100)).openapi({
      description:
        'The name of the API key that paused the scheduler, `anonymous` without API keys, or `system`.',
    }),
    reason: orNull(z.string().max(500)),
  })
  .openapi('MasterSwitch', {
    description: 'The scheduler pause. While `paused` is true the service plans no runs and starts no runs.',
    example: { paused: false, since: null, actor: null, reason: null },
  });

const SwitchInput = z
  .strictObject({ reason: orNull(label(500)).optional() })
  .openapi('SwitchInput', { example: { reason: 'Network maintenance until noon' } });

const pauseResponse = {
  200: { description: 'The scheduler pause.', headers: replayHeaders, content: json(MasterSwitch) },
};

export const serviceRoutes = {
  getMasterSwitch: createRoute({
    operationId: 'getMasterSwitch',
    method: 'get',
    path: '/pause',
    tags,
    summary: 'Get the scheduler pause',
    responses: {
      200: { description: 'The scheduler pause.', content: json(MasterSwitch) },
      ...problems(),
    },
  }),
  pausePlanning: createRoute({
    operationId: 'pausePlanning',
    method: 'post',
    path: '/pause',
    tags,
    summary: 'Pause the scheduler',
    description:
      'Stops planning and starting runs in every process until the scheduler is resumed. Requests in flight continue to their end. Occurrences that become due during the pause are late: after the resume, the catch-up policy of each job decides about them.',
    request: { headers: idempotencyHeaders, body: { content: json(SwitchInput) } },
    responses: { ...pauseResponse, ...problems(409, 413, 415, 422) },
  }),
  resumePlanning: createRoute({
    operationId: 'resumePlanning',
    method: 'post',
    path: '/resume',
    tags,
    summary: 'Resume the scheduler',
    request: { headers: idempotencyHeaders },
    responses: { ...pauseResponse, ...problems(409, 422) },
  }),
  getHealth: createRoute({
    operationId: 'getHealth',
    method: 'get',
    path: '/healthz',
    tags,
    summary: 'Check liveness',
    responses: {
      200: {
        description: 'The process is alive.',
        content: json(
          z.strictObject({ status: z.literal('ok') }).openapi('Health', { example: { status: 'ok' } }),
        ),
      },
      ...openProblems(),
    },
  }),
  getReadiness: createRoute({
    operationId: 'getReadiness',
    method: 'get',
    path: '/readyz',
    tags,
    summary: 'Check readiness',
    description:
      'Each part of the process is judged by its latest attempts: planning passes, writes to the queue, fetches of messages, writes to the database.',
    responses: {
      200: {
        description: 'The database and the queue are reachable, and every part of the process works.',
        content: json(Readiness),
      },
      ...openProblems(),
      503: {
        description: 'The database or the queue is unreachable, or a part does not work.',
        content: json(Readiness),
      },
    },
  }),
  getDocument: createRoute({
    operationId: 'getDocument',
    method: 'get',
    path: '/openapi.json',
    tags,
    summary: 'Get this OpenAPI document',
    responses: {
      200: { description: 'The OpenAPI 3.1 document.', content: json(Document) },
      ...openProblems(),
    },
  }),
  getDocs: createRoute({
    operationId: 'getDocs',
    method: 'get',
    path: '/docs',
    tags,
    summary: 'Open the API explorer (Swagger UI)',
    responses: { 200: { description: 'An HTML page.', content: html }, ...openProblems() },
  }),
  getPage: createRoute({
    operationId: 'getPage',
    method: 'get',
    path: '/',
    tags,
    summary: 'Open the web interface',
    description:
      'Requests whose `Accept` header prefers `text/html` also get the web interface under `/jobs`, `/runs`, `/audit` and `/system`. Other requests get JSON there.',
    responses: { 200: { description: 'An HTML page.', content: html }, ...openProblems() },
  }),
};
