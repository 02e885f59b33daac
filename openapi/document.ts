// All routes, and the OpenAPI 3.1 document made of them.
import { OpenAPIHono } from '@hono/zod-openapi';
import packageJson from '../package.json' with { type: 'json' };
import { type Access, access, securityOf, securitySchemes } from './access.ts';
import { bulkRoutes } from './bulk.ts';
import { eventRoutes } from './events.ts';
import { failureRoutes } from './failures.ts';
import { jobRoutes } from './jobs.ts';
import { metricsRoutes } from './metrics.ts';
import { runRoutes } from './runs.ts';
import { scheduleRoutes } from './schedules.ts';
import { serviceRoutes } from './service.ts';
import { sessionRoutes } from './session.ts';
import { statsRoutes } from './stats.ts';
import { systemRoutes } from './system.ts';
import { timelineRoutes } from './timelines.ts';

export const { version } = packageJson;

/** Every route of the service by operation id: what `src/api` implements and the client calls. */
export const routes = {
  ...timelineRoutes,
  ...jobRoutes,
  ...runRoutes,
  ...bulkRoutes,
  ...scheduleRoutes,
  ...statsRoutes,
  ...failureRoutes,
  ...eventRoutes,
  ...serviceRoutes,
  ...systemRoutes,
  ...metricsRoutes,
  ...sessionRoutes,
};

/** Who may call each: a route that `access.ts` leaves out does not compile. */
export const accessByRoute: Record<keyof typeof routes, Access> = access;

/** The OpenAPI 3.1 document, as committed in `openapi.json` and served at `/openapi.json`. */
export function createDocument() {
  const app = new OpenAPIHono();
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  }
  for (const [id, route] of Object.entries(routes)) {
    const security = securityOf(accessByRoute[id as keyof typeof routes]);
    app.openAPIRegistry.registerPath({ ...route, security });
  }
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Scheduler Service',
      version,
      description:
        'Call this URL with this payload, then: at an instant, on a cron expression, or every N minutes to years.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Jobs', description: 'What to call and when.' },
      { name: 'Runs', description: 'What happened, and what is about to.' },
      { name: 'Schedules', description: 'When, before anything is stored.' },
      { name: 'Service', description: 'The service itself.' },
      { name: 'Session', description: 'Who asks.' },
    ],
  });
}
