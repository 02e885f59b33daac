// Hostile clients of the service, in a process of its own: each attack runs in a fixed number of loops.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { serve } from './rpc.ts';

/** A real attacker uses another machine: the loops leave the cores to the service. */
setPriority(constants.priority.PRIORITY_LOW);

const KIB = 1024;
/** Between the requests of a loop, except those that only wait for the service. */
const PAUSE_MS = 10;
const SLOW_CLIENTS = 200;
const UNREAD_PAGES = 40;
const READS = 30;

interface Options {
  url: string;
  /** A viewer's. */
  key: string;
}

/** Responses by attack, then by status code; 0 is a broken connection. */
type Counts = Record<string, Record<number, number>>;

let counts: Counts = {};
let stopping = new AbortController();
let loops: Promise<unknown>[] = [];
const sockets = new Set<Socket>();

function count(attack: string, status: number): void {
  const statuses = (counts[attack] ??= {});
  statuses[status] = (statuses[status] ?? 0) + 1;
}

function repeat(attack: string, parallel: number, send: () => Promise<number>, pauseMs = PAUSE_MS): void {
  const { signal } = stopping;
  const isRunning = () => !signal.aborted;
  const loop = async () => {
    while (isRunning()) {
      const status = await send().catch(() => 0);
      if (isRunning()) count(attack, status);
      await delay(pauseMs, undefined, { signal }).catch(() => {});
    }
  };
  for (let index = 0; index < parallel; index++) loops.push(loop());
}

function open(url: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.add(socket.on('error', () => {}).once('close', () => sockets.delete(socket)));
  return socket;
}

/** Sends raw bytes and returns the status of the response. */
async function sendRaw(url: string, text: string): Promise<number> {
  const socket = open(url);
  socket.end(text);
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    if (answer.length < KIB) answer += chunk.toString('latin1');
  });
  await once(socket, 'close');
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
}

/** A number with zeros that a quadratic pattern would read from every start. */
const zeros = (bytes: number) => `{"key":0.1${'0'.repeat(bytes - 12)}1}`;

const HEADS = [
  'GET / HTTP/1.1\r\nHost: a b\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: [::1\r\n\r\n',
  'GET /%zz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
  'POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  `GET /${'x'.repeat(20 * KIB)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc',
];

async function startAll({ url, key }: Options): Promise<void> {
  const pool = new Pool(url, { connections: 100 });
  const authorization = `Bearer ${key}`;
  const send = async (
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body?: string,
  ) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await pool.request({
      method,
      path,
      headers: { ...headers, ...json },
      body: body ?? null,
      headersTimeout: 60_000,
    });
    await response.body.dump({ limit: 64 * KIB * KIB });
    return response.statusCode;
  };
  const read = async (path: string) => await send('GET', path, { authorization });
  let turn = 0;
  const next = <T>(items: readonly T[]): T => items[turn++ % items.length]!;

  const session = [zeros(4 * KIB), zeros(64 * KIB), '['.repeat(4 * KIB), '{"key":"', 'x'];
  repeat('bad bodies without a key', 4, async () => await send('POST', '/session', {}, next(session)));
  repeat('1 MiB without a key', 4, async () => await send('POST', '/jobs', {}, zeros(KIB * KIB)));
  repeat(
    'wrong keys',
    4,
    async () => await send('GET', '/jobs', { authorization: `Bearer ${'x'.repeat(40)}` }),
  );
  repeat('malformed requests', 4, async () => await sendRaw(url, next(HEADS)));
  repeat(
    'forged cursors',
    4,
    async () => await read(`/jobs?cursor=${next(['x', 'WyJpZCIsMSwyXQ', 'bnVsbA'])}`),
  );
  repeat('heavy previews', 4, async () => {
    const preview = { schedule_type: 'cron', cron_expression: '0 0 29 2 *', timezone: 'Europe/Berlin' };
    const body = JSON.stringify({ ...preview, count: 1_000 });
    return await send('POST', '/schedules/preview', { authorization }, body);
  });
  startReads(read);
  repeat('idle connections', 4, async () => {
    const socket = open(url);
    await once(socket, 'connect');
    return 200;
  });
  for (let index = 0; index < SLOW_CLIENTS; index++) loops.push(drip(url, index));
  for (let index = 0; index < UNREAD_PAGES; index++) {
    const path = '/jobs?include=payload&limit=200&tag=large';
    open(url)
      .pause()
      .write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`.repeat(5));
  }
}

/** Searches, and the reads of a viewer that cost most: filters without an index, long periods, and causes of runs. */
const READ_PATHS = [
  '/jobs?q=zq',
  '/jobs?q=zqx',
  '/jobs?q=%25_',
  '/jobs?q=e',
  '/jobs?q=(((',
  '/jobs?q=clone%20clone%20clone&sort=name',
  '/jobs?schedule_type=specific_time&sort=next_run',
  '/jobs?failing=false&q=///&sort=-name',
  '/runs?trigger=backfill&limit=200',
  '/runs?status=skipped&limit=200',
  '/runs?tag=stored&trigger=manual',
  '/runs?tag=stored&status_code=2xx&limit=200',
  '/runs/counts?tag=stored',
  '/occurrences?limit=5000',
  '/occurrences?from=2099-01-01T00:00:00Z&to=2099-01-31T00:00:00Z&tag=stored&limit=5000',
  '/stats?window=30d',
  '/stats/failures?window=30d',
  '/audit?actor=bench&action=job.paused',
  '/system',
  '/metrics',
];

function startReads(read: (path: string) => Promise<number>): void {
  let turn = 0;
  repeat('reads', READS, async () => await read(READ_PATHS[turn++ % READ_PATHS.length]!), 0);
}

/** Sends one byte of a request a second. */
async function drip(url: string, index: number): Promise<void> {
  const { signal } = stopping;
  const isRunning = () => !signal.aborted;
  const isHead = index % 2 === 0;
  const head = 'POST /session HTTP/1.1\r\nHost: localhost\r\n';
  while (isRunning()) {
    const socket = open(url);
    socket.write(isHead ? head : `${head}Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n`);
    while (isRunning() && !socket.destroyed) {
      socket.write('x');
      await delay(1_000, undefined, { signal }).catch(() => {});
    }
    if (isRunning()) count('slow clients', 0);
  }
}

/** A name server that never answers. */
const silent = createSocket('udp4').bind(0, '127.0.0.1');
await once(silent, 'listening');

async function end(): Promise<Counts> {
  stopping.abort();
  for (const socket of sockets) socket.destroy();
  await Promise.race([Promise.all(loops), delay(3_000)]);
  const found = counts;
  [counts, loops, stopping] = [{}, [], new AbortController()];
  return found;
}

const handlers = {
  nameServer: () => `127.0.0.1:${silent.address().port}`,
  /** Every attack at once. */
  startAll,
  /** Only the reads. */
  startReads: ({ url, key }: Options) => {
    const pool = new Pool(url, { connections: READS });
    const headers = { authorization: `Bearer ${key}` };
    startReads(async (path) => {
      const response = await pool.request({ method: 'GET', path, headers, headersTimeout: 60_000 });
      await response.body.dump({ limit: 64 * KIB * KIB });
      return response.statusCode;
    });
  },
  end,
};
export type HostileHandlers = typeof handlers;
serve(handlers);
