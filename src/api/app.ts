// Assembles the API: middleware for every request, then the handler of each route.
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { except } from 'hono/combine';
import { requestId } from 'hono/request-id';
import { accessByRoute, routes } from '../../openapi/document.ts';
import { createAlertHandlers } from './alerts.ts';
import type { ApiKey } from './api-keys.ts';
import { createApplyHandlers } from './apply.ts';
import { createAuditHandlers } from './audit.ts';
import { authorize, createAuthenticator, declareAccess } from './authentication.ts';
import { addBasePath } from './base-path.ts';
import { checkBody, limitBody } from './body.ts';
import { createBulkHandlers } from './bulk.ts';
import { createChannelHandlers } from './channels.ts';
import { limitLargeWrites, limitPreviews, limitRates, limitReads } from './client-limits.ts';
import { compressResponses } from './compression.ts';
import { createCredentialHandlers } from './credentials.ts';
import { createEventHandlers } from './events.ts';
import { createEvidenceHandlers } from './evidence.ts';
import { createFailureHandlers } from './failures.ts';
import type { ApiDeps, ApiEnv, Handlers } from './handlers.ts';
import { createInterruptionHandlers } from './interruptions.ts';
import { createJobHandlers } from './jobs.ts';
import { createMetricsHandlers } from './metrics.ts';
import { createNotificationRuleHandlers } from './notification-rules.ts';
import { createObjectiveHandlers } from './objectives.ts';
import { createOccurrenceHandlers } from './occurrences.ts';
import { createErrorHandler, Problem } from './problems.ts';
import { matchRoutes, reportRefusal } from './refusals.ts';
import {
  allowOrigins,
  checkHost,
  refuseCrossSite,
  refuseLoop,
  setSecurityHeaders,
} from './request-security.ts';
import { createRunHandlers } from './runs.ts';
import { createPauseHandlers } from './scheduler-pause.ts';
import { createScheduleHandlers } from './schedules.ts';
import { createServiceHandlers } from './service.ts';
import { createSessionHandlers } from './session.ts';
import { createRefusal } from './shape-errors.ts';
import { publicPaths, serveFiles } from './static-files.ts';
import { createStatsHandlers } from './stats.ts';
import { createSystemHandlers, type SystemSettings } from './system.ts';
import { createTimelineHandlers } from './timelines.ts';
import { listSchemas, parseSynchronously } from './validation.ts';
import { serveBrowsers } from './web-page.ts';

export interface ApiSettings extends SystemSettings {
  allowedOrigins: readonly string[];
  /** Without API keys, every client has the role admin. */
  apiKeys: readonly ApiKey[];
}

/** Probes name the service by the address of its container: they pass the check of the host name. */
const probePaths = [routes.getHealth, routes.getReadiness, routes.getMetrics].map(({ path }) => path);

/** Operations that respond before the database has its schema. */
const withoutSchema: ReadonlySet<string> = new Set<keyof typeof routes>([
  'getHealth',
  'getReadiness',
  'getMetrics',
  'getSystem',
  'getDocument',
  'getDocs',
  'getPage',
  'getSession',
  'createSession',
  'deleteSession',
  'previewSchedule',
  'listenToEvents',
]);

/** Writes of many rows, or with large bodies. */
const isLarge: ReadonlySet<string> = new Set<keyof typeof routes>([
  'createJobs',
  'applyJobs',
  'changeJobs',
  'changeRuns',
]);

function requireSchema(isMigrated: () => boolean): MiddlewareHandler {
  return async (_c, next) => {
    if (!isMigrated()) {
      throw new Problem(503, 'The service is starting: the database does not have its schema yet.', {
        headers: { 'retry-after': '1' },
      });
    }
    await next();
  };
}

export function createApp(deps: ApiDeps, settings: ApiSettings): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: createRefusal(deps) });
  app.onError(
    createErrorHandler(
      (error, id) => deps.onError(Object.assign(new Error(`Request ${id} failed.`, { cause: error }))),
      reportRefusal(deps.audit),
      deps.instance.basePath,
    ),
  );
  app.notFound((c) => {
    throw describeUnmatched(c.req.method, c.req.path);
  });

  if (deps.traceRequests !== undefined) app.use(deps.traceRequests);
  app.use(deps.metrics.countRequests);
  app.use(requestId({ limitLength: 0 }));
  if (deps.instance.basePath !== '') app.use(addBasePath(deps.instance.basePath));
  app.use(compressResponses);
  app.use(setSecurityHeaders);
  const authenticator = createAuthenticator(settings.apiKeys);
  if (!authenticator.needsKey) app.use(except([...probePaths], checkHost(settings.allowedOrigins)));
  app.use(allowOrigins(settings.allowedOrigins));
  app.use(refuseCrossSite(settings.allowedOrigins));
  app.use(refuseLoop);
  serveBrowsers(app, deps.instance);
  for (const [id, route] of Object.entries(routes)) {
    const needed = accessByRoute[id as keyof typeof routes];
    app.on(route.method.toUpperCase(), route.getRoutingPath(), declareAccess(needed));
  }
  app.on('GET', publicPaths, declareAccess('open'));
  app.use(authorize(authenticator));
  if (authenticator.needsKey) app.use(limitRates());
  const reads = limitReads(authenticator.needsKey);
  const largeWrites = limitLargeWrites();
  for (const [id, route] of Object.entries(routes)) {
    if (withoutSchema.has(id)) continue;
    const method = route.method.toUpperCase();
    app.on(method, route.getRoutingPath(), requireSchema(deps.isMigrated));
    if (method === 'GET') app.on(method, route.getRoutingPath(), reads);
    if (isLarge.has(id)) app.on(method, route.getRoutingPath(), largeWrites);
  }
  app.use(limitBody);
  app.use(checkBody);
  // After the body has arrived, so that a slow client holds no permit.
  const preview = routes.previewSchedule;
  app.on(preview.method.toUpperCase(), preview.getRoutingPath(), limitPreviews());

  const handlers: Handlers<typeof routes> = {
    ...createTimelineHandlers(deps),
    ...createJobHandlers(deps),
    ...createEvidenceHandlers(deps),
    ...createRunHandlers(deps),
    ...createBulkHandlers(deps),
    ...createApplyHandlers(deps),
    ...createScheduleHandlers(),
    ...createOccurrenceHandlers(deps),
    ...createInterruptionHandlers(deps),
    ...createCredentialHandlers(deps),
    ...createChannelHandlers(deps),
    ...createNotificationRuleHandlers(deps),
    ...createAlertHandlers(deps),
    ...createObjectiveHandlers(deps),
    ...createSessionHandlers(authenticator, deps),
    ...createAuditHandlers(deps),
    ...createServiceHandlers(deps),
    ...createPauseHandlers(deps),
    ...createStatsHandlers(deps),
    ...createFailureHandlers(deps),
    ...createEventHandlers(deps),
    ...createMetricsHandlers(deps),
    ...createSystemHandlers(deps, settings),
  };
  for (const [id, route] of Object.entries<RouteConfig>(routes)) {
    for (const schema of listSchemas(route)) parseSynchronously(schema);
    // The type of `handlers` guarantees that the handler matches the route; the loop loses that type.
    app.openapi(route as never, handlers[id as keyof typeof routes] as never);
  }
  serveFiles(app);
  return app;
}

/** The routes of a process without the API: health, readiness and metrics. */
export function createProbes(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>();
  const { getHealth, getReadiness } = createServiceHandlers(deps);
  app.openapi(routes.getHealth, getHealth);
  app.openapi(routes.getReadiness, getReadiness);
  app.openapi(routes.getMetrics, createMetricsHandlers(deps).getMetrics);
  return app;
}

/** Returns 405 if the path exists with other methods, else 404. */
function describeUnmatched(method: string, path: string): Problem {
  const allowed = matchRoutes(path).map((route) => route.method);
  if (allowed.length === 0) return new Problem(404, `The path ${path.slice(0, 200)} does not exist.`);
  const allow = [...new Set(allowed.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])))].join(
    ', ',
  );
  return new Problem(405, `The method ${method} is not allowed for this path. Allowed: ${allow}.`, {
    headers: { allow },
  });
}
