// Types of the route handlers: their dependencies, and one handler per declared route.
import type { RouteConfig, RouteHandler } from '@hono/zod-openapi';
import type { Access } from '../../openapi/access.ts';
import type { Role } from '../../openapi/schemas/session.ts';
import type { HttpClient } from '../http/client.ts';
import type { TargetPolicy } from '../http/targets.ts';
import type { Queue } from '../queue/queue.ts';
import type { Hints } from './hints.ts';
import type { Meters } from './meters.ts';
import type { WriteDeps } from './transaction.ts';

/** Who asks; without access keys `anonymous`, an admin. */
export interface Caller {
  name: string;
  role: Role;
}

export interface ApiEnv {
  Variables: {
    requestId: string;
    /** What the route that was found needs; undefined where none was. */
    access: Access | undefined;
    /** Set for every route that is not open. */
    caller: Caller;
  };
}

/** What the process knows of itself. */
export interface OwnProcess {
  id: string;
  /** Where it listens; undefined as long as it does not. */
  url: () => string | undefined;
}

export interface ApiDeps extends WriteDeps {
  own: OwnProcess;
  queue: Queue;
  policy: TargetPolicy;
  client: HttpClient;
  hints: Hints;
  meters: Meters;
}

/** A declared route without a handler does not compile. */
export type Handlers<Routes extends Record<string, RouteConfig>> = {
  [Id in keyof Routes]: RouteHandler<Routes[Id] & { getRoutingPath(): string }, ApiEnv>;
};
