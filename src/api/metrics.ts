// The route of a process's metrics.
import type { metricsRoutes } from '../../openapi/metrics.ts';
import type { ApiDeps, Handlers } from './handlers.ts';

export function createMetricsHandlers({ metrics }: ApiDeps): Handlers<typeof metricsRoutes> {
  return {
    getMetrics: async (c) => c.text(await metrics.read(), 200, { 'content-type': metrics.contentType }),
  };
}
