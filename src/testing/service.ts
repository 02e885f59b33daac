// Test helper: a service in this process on the backend under test, with new data and a free port.
import { createClient, type Scheduler } from '../../client/src/index.ts';
import { createLog } from '../log.ts';
import { startService } from '../service.ts';
import { parseSettings } from '../settings.ts';
import { prepareBackend } from './backend.ts';
import { contractFetch } from './contract.ts';

export interface TestService {
  url: string;
  /** The environment variables that select its data. */
  environment: Record<string, string>;
  /** A client that validates every response against the contract. */
  scheduler: Scheduler;
  /** Sends requests that the typed client cannot send, and validates the responses. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** `environment` adds to or replaces the settings for tests. */
export async function startTestService(environment: Record<string, string> = {}): Promise<TestService> {
  const prepared = await prepareBackend();
  const settings = parseSettings({
    ...prepared.environment,
    PORT: '0',
    LOG_LEVEL: 'error',
    SHUTDOWN_GRACE_SECONDS: '2',
    ...environment,
  });
  const service = await startService(settings, new Set(['api', 'worker']), createLog(settings.logLevel));
  const url = service.url!;
  return {
    url,
    environment: prepared.environment,
    // No retries, so that tests see every response.
    scheduler: createClient({ baseUrl: url, fetch: contractFetch, retries: 0 }),
    request: (method, requestPath, body, headers = {}) =>
      contractFetch(
        new Request(new URL(requestPath, url), {
          method,
          headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
          ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      ),
    stop: async () => {
      await service.stop();
      await prepared.cleanUp();
    },
  };
}
