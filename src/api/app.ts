// The API: the contract's routes, each with its handler, behind what every request passes through.
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { accessByRoute, routes } from '../../openapi/document.ts';
import { allowOrigins, checkHost, refuseCrossSite, refuseLoop, secure } from './access.ts';
import { checkBody, limitBody } from './body.ts';
import { createBulkHandlers } from './bulk.ts';
import { admit, createCallers, declareAccess } from './callers.ts';
import { createEventHandlers } from './events.ts';
import { createFailureHandlers } from './failures.ts';
import type { ApiDeps, ApiEnv, Handlers } from './handlers.ts';
import { createJobHandlers } from './jobs.ts';
import type { ApiKey } from './keys.ts';
import { createSwitchHandlers } from './master-switch.ts';
import { createMetricsHandlers } from './metrics.ts';
import { createErrorHandler, Problem } from './problems.ts';
import { createRunHandlers } from './runs.ts';
import { createScheduleHandlers } from './schedules.ts';
import { createServiceHandlers } from './service.ts';
import { createSessionHandlers } from './session.ts';
import { openFiles, serveFiles } from './static-files.ts';
import { createStatsHandlers } from './stats.ts';
import { createSystemHandlers, type SystemSettings } from './system.ts';
import { createTimelineHandlers } from './timelines.ts';
import { listSchemas, parseSynchronously, refuseInvalid } from './validation.ts';
import { answerBrowsers } from './web-page.ts';

export interface ApiSettings extends SystemSettings {
  allowedOrigins: readonly string[];
  /** None: everybody is an admin. */
  apiKeys: readonly ApiKey[];
}

export function createApp(deps: ApiDeps, settings: ApiSettings): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  app.onError(
    createErrorHandler((error, id) =>
      deps.onError(Object.assign(new Error(`Request ${id} failed.`, { cause: error }))),
    ),
  );
  app.notFound((c) => {
    throw describeUnmatched(c.req.method, c.req.path);
  });

  app.use(deps.meters.countRequests);
  app.use(requestId({ limitLength: 0 }));
  app.use(secure);
  const callers = createCallers(settings.apiKeys);
  if (!callers.needsKey) app.use(checkHost(settings.allowedOrigins));
  app.use(allowOrigins(settings.allowedOrigins));
  app.use(refuseCrossSite(settings.allowedOrigins));
  app.use(refuseLoop);
  answerBrowsers(app);
  for (const [id, route] of Object.entries(routes)) {
    const needed = accessByRoute[id as keyof typeof routes];
    app.on(route.method.toUpperCase(), route.getRoutingPath(), declareAccess(needed));
  }
  app.on('GET', openFiles, declareAccess('open'));
  app.use(admit(callers));
  app.use(limitBody);
  app.use(checkBody);

  const handlers: Handlers<typeof routes> = {
    ...createTimelineHandlers(deps),
    ...createJobHandlers(deps),
    ...createRunHandlers(deps),
    ...createBulkHandlers(deps),
    ...createScheduleHandlers(),
    ...createSessionHandlers(callers),
    ...createServiceHandlers(deps),
    ...createSwitchHandlers(deps),
    ...createStatsHandlers(deps),
    ...createFailureHandlers(deps),
    ...createEventHandlers(deps),
    ...createMetricsHandlers(deps),
    ...createSystemHandlers(deps, settings),
  };
  for (const [id, route] of Object.entries<RouteConfig>(routes)) {
    for (const schema of listSchemas(route)) parseSynchronously(schema);
    // The loop forgets which handler belongs to which route; the type of `handlers` has made sure of it.
    app.openapi(route as never, handlers[id as keyof typeof routes] as never);
  }
  serveFiles(app);
  return app;
}

/** What a process without the API answers: is it alive, is it ready, what does it tell Prometheus? */
export function createProbes(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>();
  const { getHealth, getReadiness } = createServiceHandlers(deps);
  app.openapi(routes.getHealth, getHealth);
  app.openapi(routes.getReadiness, getReadiness);
  app.openapi(routes.getMetrics, createMetricsHandlers(deps).getMetrics);
  return app;
}

/** 405 where the path exists under other methods, else 404. */
function describeUnmatched(method: string, path: string): Problem {
  const allowed = (Object.values(routes) as RouteConfig[])
    .filter((route) => patternOf(route.path).test(path))
    .map((route) => route.method.toUpperCase());
  if (allowed.length === 0) return new Problem(404, `There is nothing at ${path.slice(0, 200)}.`);
  const allow = [...new Set(allowed.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])))].join(
    ', ',
  );
  return new Problem(405, `${method} is not possible here; ${allow} is.`, { headers: { allow } });
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}
