// Routes of the service itself: is it alive, is it ready, what is its contract.
import { createRoute, z } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';

const tags = ['Service'];
const html = { 'text/html': { schema: z.string() } };

const check = z.enum(['ok', 'unreachable']);
const Readiness = z.strictObject({ status: check, database: check, queue: check }).openapi('Readiness');

export const serviceRoutes = {
  getHealth: createRoute({
    operationId: 'getHealth',
    method: 'get',
    path: '/healthz',
    tags,
    summary: 'Is the process alive?',
    responses: {
      200: {
        description: 'It is.',
        content: json(z.strictObject({ status: z.literal('ok') }).openapi('Health')),
      },
      ...problems(),
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
      ...problems(),
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
      200: { description: 'OpenAPI 3.1.', content: json(z.looseObject({ openapi: z.string() })) },
      ...problems(),
    },
  }),
  getDocs: createRoute({
    operationId: 'getDocs',
    method: 'get',
    path: '/docs',
    tags,
    summary: 'The contract in Swagger UI',
    responses: { 200: { description: 'A page.', content: html }, ...problems() },
  }),
  getPage: createRoute({
    operationId: 'getPage',
    method: 'get',
    path: '/',
    tags,
    summary: 'The web interface',
    responses: { 200: { description: 'A page.', content: html }, ...problems() },
  }),
};
