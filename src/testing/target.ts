// Test helper: a target that records every delivery and responds as configured.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Delivery {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Unix milliseconds. */
  at: number;
}

export interface Target {
  url: string;
  deliveries: Delivery[];
  /** Sets the response. The default is 200 `ok`. */
  answer: (delivery: Delivery, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const delivery: Delivery = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at: Date.now(),
      };
      target.deliveries.push(delivery);
      target.answer(delivery, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const target: Target = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries: [],
    answer: (_delivery, response) => response.end('ok'),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return target;
}
