// The route of a process's metrics.
import type { metricsRoutes } from '../../openapi/metrics.ts';
import type { ApiDeps, Handlers } from './handlers.ts';

export function createMetricsHandlers({ meters }: ApiDeps): Handlers<typeof metricsRoutes> {
  return {
    getMetrics: async (c) => c.text(await meters.read(), 200, { 'content-type': meters.contentType }),
  };
}
