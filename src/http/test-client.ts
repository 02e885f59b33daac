// Test helper: HTTP clients that may call local test servers, and requests to these servers.
import { onTestFinished } from 'vitest';
import { createHttpClient, type HttpClient, type HttpClientOptions, type OutboundRequest } from './client.ts';
import { parseTargetPolicy } from './targets.ts';
import type { TestServer } from './test-server.ts';

/** The host name in the vectors. The stub resolver resolves it to 127.0.0.1. */
export const HOST = 'hooks.example.com';

/** A client that allows *.example.com and 127.0.0.1, resolves every name to 127.0.0.1, and is closed after the test. */
export function newClient(options: HttpClientOptions = {}): HttpClient {
  const policy = parseTargetPolicy('*.example.com,127.0.0.1', { loopbackWhenUnset: false });
  const client = createHttpClient(policy, { lookup: async () => ['127.0.0.1'], ...options });
  onTestFinished(() => client.close());
  return client;
}

/** A small POST request to the server under its host name. */
export function to(server: Pick<TestServer, 'port'>, rest: Partial<OutboundRequest> = {}): OutboundRequest {
  const url = `http://${HOST}:${server.port}/hook?x=1`;
  return { method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5000, mayRepeat: true, ...rest };
}
