// Test harness: clients that may call the local test servers, and requests to those.
import { onTestFinished } from 'vitest';
import { createHttpClient, type HttpClient, type HttpClientOptions, type OutboundRequest } from './client.ts';
import { parseTargetPolicy } from './targets.ts';
import type { TestServer } from './test-server.ts';

/** The name in the vectors, which every stub resolver here takes for this machine. */
export const HOST = 'hooks.example.com';

/** Admits *.example.com and this machine, resolves every name to this machine, and is closed when the test ends. */
export function newClient(options: HttpClientOptions = {}): HttpClient {
  const policy = parseTargetPolicy('*.example.com,127.0.0.1', { loopbackWhenUnset: false });
  const client = createHttpClient(policy, { lookup: async () => ['127.0.0.1'], ...options });
  onTestFinished(() => client.close());
  return client;
}

/** A small POST to the server, by its name. */
export function to(server: Pick<TestServer, 'port'>, rest: Partial<OutboundRequest> = {}): OutboundRequest {
  const url = `http://${HOST}:${server.port}/hook?x=1`;
  return { method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5000, ...rest };
}
