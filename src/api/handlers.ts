// What every handler is given, and what a set of handlers must be: one for each route, no less and no more.
import type { RouteConfig, RouteHandler } from '@hono/zod-openapi';
import type { HttpClient } from '../http/client.ts';
import type { TargetPolicy } from '../http/targets.ts';
import type { Queue } from '../queue/queue.ts';
import type { ChangeDeps } from './change.ts';

export interface ApiEnv {
  Variables: { requestId: string };
}

export interface ApiDeps extends ChangeDeps {
  queue: Queue;
  policy: TargetPolicy;
  client: HttpClient;
}

/** A declared route without a handler does not compile. */
export type Handlers<Routes extends Record<string, RouteConfig>> = {
  [Id in keyof Routes]: RouteHandler<Routes[Id] & { getRoutingPath(): string }, ApiEnv>;
};
