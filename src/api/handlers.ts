// Types of the route handlers: their dependencies, and one handler per declared route.
import type { RouteConfig, RouteHandler } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Access } from '../../openapi/access.ts';
import type { HttpClient } from '../http/client.ts';
import type { TargetPolicy } from '../http/targets.ts';
import type { SendNotice } from '../notify/send-notice.ts';
import type { Queue } from '../queue/queue.ts';
import type { Readiness } from '../readiness.ts';
import type { Database } from '../store/schema.ts';
import type { ApiClient } from './api-keys.ts';
import type { AuditRecorder } from './audit-recorder.ts';
import type { ChangeNotifier } from './change-notifications.ts';
import type { Instance } from './instance.ts';
import type { FieldError } from './problems.ts';
import type { ProcessMetrics } from './process-metrics.ts';
import type { WriteDeps } from './transaction.ts';

export interface ApiEnv {
  Variables: {
    requestId: string;
    /** The role that the route requires; undefined without a matching route. */
    access: Access | undefined;
    /** Set for every route that requires a role. */
    client: ApiClient;
    /** The errors of text and numbers of the body that cannot be stored; set for a JSON body. */
    unstorable: FieldError[] | undefined;
  };
}

/** The ID and URL of this process. */
export interface OwnProcess {
  id: string;
  /** Undefined until the process listens. */
  url: () => string | undefined;
}

export interface ApiDeps extends WriteDeps {
  /** For routes that only read. */
  reading: Kysely<Database>;
  /** The database runs one statement at a time: a long read delays everything else. */
  isEmbedded: boolean;
  own: OwnProcess;
  queue: Queue;
  policy: TargetPolicy;
  client: HttpClient;
  sendNotice: SendNotice;
  /** Whether e-mail can be sent: SMTP_URL is set. */
  hasSmtp: boolean;
  notifier: ChangeNotifier;
  metrics: ProcessMetrics;
  audit: AuditRecorder;
  readiness: Readiness;
  /** An active job with so many failed runs in a row is failing. */
  failingAfter: number;
  /** The name of the installation, for the interface. */
  instance: Instance;
  /** Starts a span of OpenTelemetry around a request; undefined without it. */
  traceRequests?: MiddlewareHandler | undefined;
  /** Whether the database has the schema of this version. Until then, requests for stored data get a 503. */
  isMigrated: () => boolean;
}

/** One handler per declared route; a missing handler does not compile. */
export type Handlers<Routes extends Record<string, RouteConfig>> = {
  [Id in keyof Routes]: RouteHandler<Routes[Id] & { getRoutingPath(): string }, ApiEnv>;
};
