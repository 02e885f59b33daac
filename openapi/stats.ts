// The route of the service's statistics.
import { createRoute } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';
import { Stats, WindowQuery } from './schemas/stats.ts';

export const statsRoutes = {
  getStats: createRoute({
    operationId: 'getStats',
    method: 'get',
    path: '/stats',
    tags: ['Service'],
    summary: 'Get statistics and the forecast',
    description:
      'Counts of jobs and runs, lateness percentiles, a time series of ended runs, and a forecast of upcoming runs. Read from roll-up tables, so the response time does not depend on the number of runs.',
    request: { query: WindowQuery },
    responses: { 200: { description: 'The statistics.', content: json(Stats) }, ...problems() },
  }),
};
