// The route of what went wrong.
import { createRoute, z } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { Failures } from './schemas/failures.ts';
import { problems } from './schemas/problem.ts';
import { StatsWindow } from './schemas/stats.ts';

export const failureRoutes = {
  getFailures: createRoute({
    operationId: 'getFailures',
    method: 'get',
    path: '/stats/failures',
    tags: ['Service'],
    summary: 'What went wrong, by error',
    description:
      'Runs that failed within the window, by the instant of their end, grouped by error, status code and host.',
    request: {
      query: z.strictObject({
        window: StatsWindow.optional().openapi({ description: 'How far back; `24h` unless given.' }),
      }),
    },
    responses: { 200: { description: 'The groups.', content: json(Failures) }, ...problems() },
  }),
};
