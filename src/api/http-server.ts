// Runs the HTTP server of the API: limits of time and connections, and responses to malformed HTTP.
import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Problem } from '../../openapi/schemas/problem.ts';
import { stripBasePath } from './base-path.ts';

/** Maximum time that a stop waits for requests in progress. */
const DRAIN_MS = 5_000;

export interface ServerLimits {
  /**
   * Connections at once. A further one closes the oldest that has no request, or else the oldest whose request has not
   * arrived as a whole, or else is closed itself.
   */
  connections: number;
  /** Time for the headers of a request, and for a whole request. */
  headersMs: number;
  requestMs: number;
  /** A connection is closed if its client reads nothing of a response for this time. */
  stallMs: number;
}

export const serverLimits: ServerLimits = {
  connections: 2_000,
  headersMs: 15_000,
  requestMs: 120_000,
  stallMs: 30_000,
};

export interface Listening {
  url: string;
  /** Accepts no more connections, and closes the open ones when their requests have ended. */
  close: () => Promise<void>;
}

export async function listen(
  fetch: Parameters<typeof getRequestListener>[0],
  port: number,
  host: string,
  limits: ServerLimits = serverLimits,
  basePath = '',
): Promise<Listening> {
  const respond = getRequestListener(fetch, { hostname: host, errorHandler: refuseRequest });
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(5_000, limits.headersMs),
    },
    (request, response) => {
      request.url = stripBasePath(basePath, request.url ?? '/');
      void respond(request, response);
    },
  );
  limitConnections(server, limits);
  server.on('clientError', refuseHttp);
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once('error', reject);
  server.listen(port, host, () => resolve(server.address() as AddressInfo));
  const address = await promise;
  return {
    url: `http://${describeHost(host)}:${address.port}`,
    close: () =>
      new Promise((done) => {
        // Requests in progress may finish within the deadline. Idle keep-alive connections are closed at once.
        const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
        server.close(() => {
          clearTimeout(deadline);
          done();
        });
        server.closeIdleConnections();
      }),
  };
}

function limitConnections(server: Server, { connections, stallMs }: ServerLimits): void {
  /** The requests in progress per connection, the oldest connection first. */
  const open = new Map<Duplex, Set<IncomingMessage>>();
  const isIdle = (requests: Set<IncomingMessage>) => requests.size === 0;
  // Slow clients that dribble their bodies must not keep others out.
  const isArriving = (requests: Set<IncomingMessage>) =>
    Array.from(requests).some(({ complete }) => !complete);
  const findOldest = (matches: (requests: Set<IncomingMessage>) => boolean) =>
    open.entries().find(([, requests]) => matches(requests))?.[0];
  server.on('connection', (socket) => {
    if (open.size >= connections) {
      const closed = findOldest(isIdle) ?? findOldest(isArriving) ?? socket;
      open.delete(closed);
      closed.destroy();
      if (closed === socket) return;
    }
    open.set(socket, new Set());
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', (request, response) => {
    const requests = open.get(request.socket);
    requests?.add(request);
    response.once('close', () => requests?.delete(request));
  });
  // A timeout means that the connection transferred nothing. A handler may take longer if nothing waits to be sent.
  server.setTimeout(stallMs, (socket) => {
    if (socket.writableLength > 0 || (open.get(socket)?.size ?? 0) === 0) socket.destroy();
  });
}

/** Responds to requests without a valid URL, for example because of their Host header. */
function refuseRequest(): Response {
  const { body, headers } = problemOf(400, 'The Host header or the path of the request is malformed.');
  return new Response(body, { status: 400, headers });
}

const CLIENT_ERRORS: Readonly<Record<string, [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers of the request are larger than the limit of 16 KiB.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions of the body are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

/** Responds to what Node's parser refuses, and closes the connection: what follows has no reliable start. */
function refuseHttp(error: NodeJS.ErrnoException, socket: Duplex): void {
  const { _httpMessage: response } = socket as { _httpMessage?: ServerResponse | null };
  if (socket.writable && response?.headersSent !== true) {
    const [status, detail] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'The request is not valid HTTP.'];
    const { body, headers } = problemOf(status, detail);
    const fields = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
    const lines = Object.entries(fields).map((field) => field.join(': '));
    socket.write(`${[`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines].join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroy(error);
}

function problemOf(status: number, detail: string) {
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    // The path is unknown.
    instance: '/',
    request_id: randomUUID(),
  };
  return {
    body: JSON.stringify(problem),
    headers: { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff' },
  };
}

/** The host name for a URL that works on this machine. */
function describeHost(host: string): string {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
