// The route of a process's metrics.
import { createRoute, z } from '@hono/zod-openapi';
import { problems } from './schemas/problem.ts';

export const metricsRoutes = {
  getMetrics: createRoute({
    operationId: 'getMetrics',
    method: 'get',
    path: '/metrics',
    tags: ['Service'],
    summary: 'Metrics of this process',
    description:
      'In the text format of Prometheus. Counters are the process’s own, from its start; a process of the worker role alone answers at `WORKER_PORT`.',
    responses: {
      200: {
        description: 'Text.',
        content: {
          'text/plain': {
            schema: z.string().openapi({ example: 'scheduler_runs_ended_total{status="succeeded"} 7\n' }),
          },
        },
      },
      ...problems(),
    },
  }),
};
