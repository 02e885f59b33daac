// A whole service in this process, on the backend under test, with data of its own and a free port.
import { createClient, type Scheduler } from '../../client/src/index.ts';
import { createLog } from '../log.ts';
import { startService } from '../service.ts';
import { parseSettings } from '../settings.ts';
import { prepareBackend } from './backend.ts';
import { contractFetch } from './contract.ts';

export interface TestService {
  url: string;
  /** Where it keeps its data, as its environment says. */
  environment: Record<string, string>;
  /** Every response is held to the contract. */
  scheduler: Scheduler;
  /** Sends what a typed client would not, held to the contract all the same. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** `environment` adds to or replaces what tests set. */
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
    // What is answered is what a test sees: nothing is tried again behind its back.
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
