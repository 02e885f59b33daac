// The target of a scenario: logs each delivery before it responds, well or badly, as the path says.
import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { serve } from '../bench/rpc.ts';
import type { DeliveryLine, ResponseLine } from './delivery-log.ts';

const file = openSync(process.argv[2]!, 'a');
const write = (line: DeliveryLine | ResponseLine) => writeSync(file, `${JSON.stringify(line)}\n`);
const header = ({ headers }: IncomingMessage, name: string) => String(headers[name] ?? '');

let lastId = 0;
const countByPath = new Map<string, number>();
/** Responses are withheld while the target is silent. */
let isSilent = false;

type Answer = (response: ServerResponse, request: IncomingMessage, parameters: URLSearchParams) => void;

const bomb = gzipSync(Buffer.alloc(10_000_000));
const ANSWERS: Record<string, Answer> = {
  '/ok': (response) => response.end('ok'),
  '/slow': (response, _, parameters) =>
    void setTimeout(() => response.end('ok'), Number(parameters.get('ms') ?? 1_500)),
  /** Fails the first attempts: `failures` of them. */
  '/flaky': (response, request, parameters) => {
    const isFailure = Number(header(request, 'scheduler-attempt')) <= Number(parameters.get('failures') ?? 1);
    response.writeHead(isFailure ? 503 : 200).end();
  },
  '/fail': (response) => response.writeHead(500).end(),
  '/hang': () => {},
  '/drip': (response) => {
    response.writeHead(200, { 'content-length': '1000' });
    const timer = setInterval(() => response.write('.'), 1_000);
    response.on('close', () => clearInterval(timer));
  },
  '/endless': (response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 46)));
    };
    response.on('drain', more);
    more();
  },
  '/bomb': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  '/reset': (response) => response.socket?.resetAndDestroy(),
  '/large-header': (response) =>
    response.socket?.end(`HTTP/1.1 200 OK\r\nx-large: ${'x'.repeat(1_000_000)}\r\n\r\n`),
  '/garbage': (response) => response.socket?.end(Buffer.from([0, 255, 254, 13, 10, 13, 10, 128, 1])),
};

// Idle connections of a burst end before the processes are measured.
const server = createServer({ keepAliveTimeout: 5_000 }, (request, response) => {
  request.resume();
  request.on('end', () => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://target');
    const id = ++lastId;
    write({
      id,
      atMs: Date.now(),
      path: pathname,
      runId: header(request, 'webhook-id'),
      jobId: header(request, 'scheduler-job-id'),
      scheduledFor: header(request, 'scheduler-scheduled-for'),
      attempt: Number(header(request, 'scheduler-attempt')),
    });
    countByPath.set(pathname, (countByPath.get(pathname) ?? 0) + 1);
    response.on('close', () => write({ id, closedAtMs: Date.now() }));
    if (!isSilent) (ANSWERS[pathname] ?? ANSWERS['/ok']!)(response, request, searchParams);
  });
});
server.requestTimeout = 0;
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const handlers = {
  port: () => port,
  /** Deliveries so far at a path. */
  count: (path: string) => countByPath.get(path) ?? 0,
  total: () => lastId,
  setSilent: (silent: boolean) => {
    isSilent = silent;
  },
};
export type TargetHandlers = typeof handlers;
serve(handlers);
