// The route of what the service is.
import { createRoute } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';
import { System } from './schemas/system.ts';

export const systemRoutes = {
  getSystem: createRoute({
    operationId: 'getSystem',
    method: 'get',
    path: '/system',
    tags: ['Service'],
    summary: 'What the service is, and how it is set',
    description:
      'Its database and its queue, its processes, and every setting, without secrets. A part that is out of reach says so, and the rest is told all the same.',
    responses: { 200: { description: 'The service.', content: json(System) }, ...problems() },
  }),
};
