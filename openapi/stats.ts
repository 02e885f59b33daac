// The route of the service's numbers.
import { createRoute, z } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';
import { Stats, StatsWindow } from './schemas/stats.ts';

export const statsRoutes = {
  getStats: createRoute({
    operationId: 'getStats',
    method: 'get',
    path: '/stats',
    tags: ['Service'],
    summary: 'What was done, and what is to come',
    description:
      'From numbers that were written with the results: the answer takes as long whatever the history.',
    request: {
      query: z.strictObject({
        window: StatsWindow.optional().openapi({ description: 'How far back; `24h` unless given.' }),
      }),
    },
    responses: { 200: { description: 'The numbers.', content: json(Stats) }, ...problems() },
  }),
};
