// The route of failed runs, grouped by error.
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
    summary: 'Get failed runs grouped by error',
    description:
      'Runs that failed within the time window, grouped by error, status code and target host. The end of a run decides whether it is in the window.',
    request: {
      query: z.strictObject({
        window: StatsWindow.optional().openapi({
          description: 'Length of the time window up to now. Defaults to `24h`.',
        }),
      }),
    },
    responses: { 200: { description: 'The groups of failed runs.', content: json(Failures) }, ...problems() },
  }),
};
