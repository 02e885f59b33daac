// Test helper: a proxy on 127.0.0.1 that makes connections (CONNECT).
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** Leads every tunnel to `port`, or refuses with `status`. Closed after the test. */
export async function startProxy(port: number, status = 200) {
  const requests: [target: string | undefined, authorization: string | undefined][] = [];
  const server = createServer((_request, response) => void response.writeHead(405).end());
  server.on('connect', (request, socket) => {
    requests.push([request.url, request.headers['proxy-authorization']]);
    socket.on('error', () => {});
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close().closeAllConnections());
  return { requests, proxyUrl: `http://u:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}` };
}
