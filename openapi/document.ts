// All routes, and the OpenAPI 3.1 document generated from them.
import { OpenAPIHono } from '@hono/zod-openapi';
import packageJson from '../package.json' with { type: 'json' };
import { type Access, access, securityOf, securitySchemes } from './access.ts';
import { alertRoutes } from './alerts.ts';
import { applyRoutes } from './apply.ts';
import { auditRoutes } from './audit.ts';
import { bulkRoutes } from './bulk.ts';
import { channelRoutes } from './channels.ts';
import { credentialRoutes } from './credentials.ts';
import { eventRoutes } from './events.ts';
import { evidenceRoutes } from './evidence.ts';
import { failureRoutes } from './failures.ts';
import { interruptionRoutes } from './interruptions.ts';
import { jobRoutes } from './jobs.ts';
import { metricsRoutes } from './metrics.ts';
import { notificationRuleRoutes } from './notification-rules.ts';
import { objectiveRoutes } from './objectives.ts';
import { occurrenceRoutes } from './occurrences.ts';
import { runRoutes } from './runs.ts';
import { scheduleRoutes } from './schedules.ts';
import { serviceRoutes } from './service.ts';
import { sessionRoutes } from './session.ts';
import { statsRoutes } from './stats.ts';
import { systemRoutes } from './system.ts';
import { timelineRoutes } from './timelines.ts';

export const { version } = packageJson;

/** Every route of the service by operation ID. `src/api` implements them, the client calls them. */
export const routes = {
  ...timelineRoutes,
  ...jobRoutes,
  ...evidenceRoutes,
  ...runRoutes,
  ...bulkRoutes,
  ...applyRoutes,
  ...scheduleRoutes,
  ...occurrenceRoutes,
  ...interruptionRoutes,
  ...statsRoutes,
  ...failureRoutes,
  ...eventRoutes,
  ...credentialRoutes,
  ...channelRoutes,
  ...notificationRuleRoutes,
  ...alertRoutes,
  ...objectiveRoutes,
  ...serviceRoutes,
  ...systemRoutes,
  ...auditRoutes,
  ...metricsRoutes,
  ...sessionRoutes,
};

/** The required role of each route. A route that is missing in `access.ts` is a compile error. */
export const accessByRoute: Record<keyof typeof routes, Access> = access;

/** The OpenAPI 3.1 document, as committed in `openapi.json` and served at `/openapi.json`. */
export function createDocument() {
  const app = new OpenAPIHono();
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  }
  // `routes` has fixed paths before those with a parameter; readers look for creating a job first.
  for (const [id, route] of Object.entries({ ...jobRoutes, ...routes })) {
    const security = securityOf(accessByRoute[id as keyof typeof routes]);
    app.openAPIRegistry.registerPath({ ...route, security });
  }
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Scheduler Service',
      version,
      description:
        'An HTTP job scheduler. A job calls a URL with a payload: once at an instant, on a cron schedule, or at a fixed interval.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Jobs', description: 'Define, list, pause, resume and delete jobs.' },
      { name: 'Runs', description: 'Inspect, start, retry and cancel runs.' },
      { name: 'Schedules', description: 'Preview a schedule without storing a job.' },
      {
        name: 'Credentials',
        description: 'Named secrets, certificates and proxies for the requests of jobs.',
      },
      {
        name: 'Notifications',
        description: 'Channels, rules, and the alerts and notices that follow from them.',
      },
      { name: 'Service', description: 'Statistics, events, health, metrics and settings of the service.' },
      { name: 'Session', description: 'Sign in to the web interface with an API key.' },
    ],
  });
}
