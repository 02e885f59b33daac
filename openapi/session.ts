// Routes of the session: a key is exchanged for a cookie, so that a page need not keep the key.
import { createRoute, z } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { openProblems, problems } from './schemas/problem.ts';
import { Session, SessionInput } from './schemas/session.ts';

const tags = ['Session'];

export const sessionRoutes = {
  createSession: createRoute({
    operationId: 'createSession',
    method: 'post',
    path: '/session',
    tags,
    summary: 'Exchange a key for a cookie',
    description:
      'The cookie is good for 7 days, for the pages of this service alone, and no longer than the key is in `API_KEYS`.',
    request: { body: { required: true, content: json(SessionInput) } },
    responses: {
      200: {
        description: 'Whose key it is.',
        headers: z.object({
          'set-cookie': z.string().max(400).optional().openapi({
            description: '`HttpOnly`, `SameSite=Strict`; `Secure` where the page came over HTTPS.',
          }),
        }),
        content: json(Session),
      },
      ...openProblems(401, 413, 415, 422, 429),
    },
  }),
  getSession: createRoute({
    operationId: 'getSession',
    method: 'get',
    path: '/session',
    tags,
    summary: 'Who am I?',
    responses: {
      200: { description: 'Whose key or cookie it is.', content: json(Session) },
      ...problems(),
    },
  }),
  deleteSession: createRoute({
    operationId: 'deleteSession',
    method: 'delete',
    path: '/session',
    tags,
    summary: 'Sign out',
    description: 'Clears the cookie.',
    responses: { 204: { description: 'Signed out.' }, ...openProblems() },
  }),
};
