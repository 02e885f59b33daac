// Test helper: a TCP server on 127.0.0.1 that sends exact bytes, including invalid HTTP.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface TestServer extends AsyncDisposable {
  port: number;
  /** Number of accepted TCP connections. */
  connections: number;
  /** The raw requests: headers and body in one string. */
  requests: string[];
  /** Number of open TCP connections. */
  open: number;
  /** Number of bytes written to connections that are closed. */
  bytesWritten: number;
}

/** Called with each complete request. */
export type Respond = (socket: Socket, request: string, server: TestServer) => void;

/** Listens with TLS when `tls` is given. */
export async function startServer(respond: Respond, options: { tls?: TlsOptions } = {}): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const onSocket = (socket: Socket) => {
    let received = '';
    // Tests reset connections on purpose.
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (let end = endOfRequest(received); end !== undefined; end = endOfRequest(received)) {
        const request = received.slice(0, end);
        received = received.slice(end);
        server.requests.push(request);
        respond(socket, request, server);
      }
    });
  };
  const listener =
    options.tls === undefined ? createServer(onSocket) : createTlsServer(options.tls, onSocket);
  listener.on('tlsClientError', () => {});
  listener.on('connection', (socket: Socket) => {
    server.connections++;
    server.open++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      server.open--;
      server.bytesWritten += socket.bytesWritten;
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const server: TestServer = {
    port: (listener.address() as AddressInfo).port,
    connections: 0,
    open: 0,
    requests: [],
    bytesWritten: 0,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => listener.close(resolve));
    },
  };
  return server;
}

/** Responds to every request with the same bytes (Latin-1) and keeps the connection open. */
export function respondWith(text: string): Respond {
  return (socket) => socket.write(text, 'latin1');
}

export const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** Writes the chunk repeatedly, with backpressure, until the client disconnects. */
export function pourEndlessly(socket: Socket, piece: Buffer): void {
  const pour = () => {
    while (!socket.destroyed && socket.write(piece)) {
      // Until the buffer is full.
    }
  };
  socket.on('drain', pour);
  pour();
}

/** Writes a byte every 20 ms until the client disconnects. */
export function drip(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 20);
  socket.on('close', () => clearInterval(timer));
}

function endOfRequest(received: string): number | undefined {
  const head = received.indexOf('\r\n\r\n');
  if (head === -1) {
    return undefined;
  }
  const length = Number(/^content-length: *(\d+)/im.exec(received.slice(0, head))?.[1] ?? 0);
  const end = head + 4 + length;
  return received.length < end ? undefined : end;
}
