// The route of the service's database, queue, processes and settings.
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
    summary: 'Get system information',
    description:
      'The database, the queue, the running processes and all settings, without secrets. If the database or the queue is unreachable, its `status` says so and the rest of the response is still complete.',
    responses: { 200: { description: 'The system information.', content: json(System) }, ...problems() },
  }),
};
