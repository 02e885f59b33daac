// The benchmark's HTTP target: a lean server in a process of its own that records every delivery.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { Deliveries, type Range } from './deliveries.ts';
import { serve } from './rpc.ts';

const RESPONSE = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}',
);
const REFUSAL = Buffer.from('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
const HEAD_END = '\r\n\r\n';

const deliveries = new Deliveries();
let refused = 0;

const server = createServer({ noDelay: true }, (socket) => {
  let rest = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    rest = consume(socket, rest + chunk.toString('latin1'));
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

/** Answers every whole request in `text` and returns what is left over. */
function consume(socket: Socket, text: string): string {
  let start = 0;
  for (;;) {
    const headEnd = text.indexOf(HEAD_END, start);
    if (headEnd < 0) return text.slice(start);
    const head = text.slice(start, headEnd).toLowerCase();
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
    const id = /\r\nwebhook-id: *(\S+)/.exec(head)?.[1];
    if (length === undefined || id === undefined) {
      refused++;
      socket.end(REFUSAL);
      return '';
    }
    const end = headEnd + HEAD_END.length + Number(length);
    if (text.length < end) return text.slice(start);
    // Cut to the millisecond, so that no early arrival is rounded into being punctual.
    deliveries.add(id, Date.now());
    socket.write(RESPONSE);
    start = end;
  }
}

const handlers = {
  url: () => `http://127.0.0.1:${port}/hook`,
  count: (range: Range) => deliveries.count(range),
  summarize: (range: Range) => deliveries.summarize(range),
  summarizeSpans: ({ range, spanMs }: { range: Range; spanMs: number }) =>
    deliveries.summarizeSpans(range, spanMs),
  /** Requests that had no `webhook-id` or no length. */
  refused: () => refused,
  forget: () => deliveries.forget(),
};
export type TargetHandlers = typeof handlers;
serve(handlers);
