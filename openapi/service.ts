// Routes of the service itself: is it alive, is it ready, what is its contract.
import { createRoute, z } from '@hono/zod-openapi';
import { Instant, idempotencyHeaders, json, orNull, replayHeaders, text } from './schemas/common.ts';
import { openProblems, problems } from './schemas/problem.ts';

const tags = ['Service'];
const html = {
  'text/html': { schema: z.string().openapi({ example: '<!doctype html><title>Scheduler Service</title>' }) },
};

const Document = z
  .looseObject({ openapi: z.string().max(20) })
  .openapi({ example: { openapi: '3.1.0', info: { title: 'Scheduler Service' }, paths: {} } });

const check = z.enum(['ok', 'unreachable']);
const Readiness = z
  .strictObject({ status: check, database: check, queue: check })
  .openapi('Readiness', { example: { status: 'ok', database: 'ok', queue: 'ok' } });

const MasterSwitch = z
  .strictObject({
    paused: z.boolean(),
    since: orNull(Instant),
    actor: orNull(z.string().max(100)).openapi({ description: 'Who paused it.' }),
    reason: orNull(z.string().max(500)),
  })
  .openapi('MasterSwitch', {
    description: 'While it is paused nothing is planned, and nothing starts.',
    example: { paused: false, since: null, actor: null, reason: null },
  });

const SwitchInput = z
  .strictObject({ reason: orNull(text(500)).optional() })
  .openapi('SwitchInput', { example: { reason: 'The network is being rebuilt.' } });

const switchAnswer = {
  200: { description: 'The master switch.', headers: replayHeaders, content: json(MasterSwitch) },
};

export const serviceRoutes = {
  getMasterSwitch: createRoute({
    operationId: 'getMasterSwitch',
    method: 'get',
    path: '/pause',
    tags,
    summary: 'Is everything paused?',
    responses: {
      200: { description: 'The master switch.', content: json(MasterSwitch) },
      ...problems(),
    },
  }),
  pausePlanning: createRoute({
    operationId: 'pausePlanning',
    method: 'post',
    path: '/pause',
    tags,
    summary: 'Pause everything',
    description:
      'Nothing is planned and no run starts, in any process, until it is resumed; requests under way end. What comes due meanwhile is late, and then caught up or missed by each job’s policy.',
    request: { headers: idempotencyHeaders, body: { content: json(SwitchInput) } },
    responses: { ...switchAnswer, ...problems(409, 413, 415, 422) },
  }),
  resumePlanning: createRoute({
    operationId: 'resumePlanning',
    method: 'post',
    path: '/resume',
    tags,
    summary: 'Resume everything',
    request: { headers: idempotencyHeaders },
    responses: { ...switchAnswer, ...problems(409, 422) },
  }),
  getHealth: createRoute({
    operationId: 'getHealth',
    method: 'get',
    path: '/healthz',
    tags,
    summary: 'Is the process alive?',
    responses: {
      200: {
        description: 'It is.',
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
    summary: 'Can it reach its database and its queue?',
    responses: {
      200: { description: 'Both answer.', content: json(Readiness) },
      ...openProblems(),
      503: { description: 'One does not.', content: json(Readiness) },
    },
  }),
  getDocument: createRoute({
    operationId: 'getDocument',
    method: 'get',
    path: '/openapi.json',
    tags,
    summary: 'This document',
    responses: {
      200: { description: 'OpenAPI 3.1.', content: json(Document) },
      ...openProblems(),
    },
  }),
  getDocs: createRoute({
    operationId: 'getDocs',
    method: 'get',
    path: '/docs',
    tags,
    summary: 'The contract in Swagger UI',
    responses: { 200: { description: 'A page.', content: html }, ...openProblems() },
  }),
  getPage: createRoute({
    operationId: 'getPage',
    method: 'get',
    path: '/',
    tags,
    summary: 'The web interface',
    description:
      'Browsers, whose `Accept` prefers `text/html`, get it under `/jobs`, `/runs` and `/system` as well, where others get JSON.',
    responses: { 200: { description: 'A page.', content: html }, ...openProblems() },
  }),
};
