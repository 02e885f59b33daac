// The route of Prometheus metrics of one process.
import { createRoute, z } from '@hono/zod-openapi';
import { problems } from './schemas/problem.ts';

export const metricsRoutes = {
  getMetrics: createRoute({
    operationId: 'getMetrics',
    method: 'get',
    path: '/metrics',
    tags: ['Service'],
    summary: 'Get metrics of this process',
    description:
      'Metrics in Prometheus text format. Counters cover only this process and start at 0 with it. A process with only the worker role serves them on `WORKER_PORT`.',
    responses: {
      200: {
        description: 'The metrics in Prometheus text format.',
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
