// The route of failed runs, grouped by error.
import { createRoute } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { Failures } from './schemas/failures.ts';
import { problems } from './schemas/problem.ts';
import { WindowQuery } from './schemas/stats.ts';

export const failureRoutes = {
  getFailures: createRoute({
    operationId: 'getFailures',
    method: 'get',
    path: '/stats/failures',
    tags: ['Service'],
    summary: 'Get failed runs grouped by error',
    description:
      'Runs that failed within the time window, grouped by error, status code and target host. The end of a run decides whether it is in the window.',
    request: { query: WindowQuery },
    responses: { 200: { description: 'The groups of failed runs.', content: json(Failures) }, ...problems() },
  }),
};
