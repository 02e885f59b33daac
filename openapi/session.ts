// Session routes: exchange an API key for a cookie, so that the web interface never stores the key.
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
    summary: 'Sign in with an API key',
    description:
      'Exchanges an API key for a session cookie. The cookie is valid for 7 days, only for requests from pages of this service, and only while the key is in `API_KEYS`.',
    request: { body: { required: true, content: json(SessionInput) } },
    responses: {
      200: {
        description: 'The session of the API key.',
        headers: z.object({
          'set-cookie': z.string().max(400).optional().openapi({
            description:
              'The session cookie with `HttpOnly` and `SameSite=Strict`, and `Secure` if the page was loaded over HTTPS.',
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
    summary: 'Get the current session',
    responses: {
      200: { description: 'The name and the role of the API key.', content: json(Session) },
      ...problems(),
    },
  }),
  deleteSession: createRoute({
    operationId: 'deleteSession',
    method: 'delete',
    path: '/session',
    tags,
    summary: 'Sign out',
    description: 'Deletes the session cookie.',
    responses: { 204: { description: 'Signed out.' }, ...openProblems() },
  }),
};
