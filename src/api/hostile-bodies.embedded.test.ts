// Sends hostile bodies, headers and URLs of the largest size, under a budget of processor time.
import { request } from 'node:http';
import { beforeAll, expect, test } from 'vitest';
import { createDocument } from '../../openapi/document.ts';
import { type ContractDocument, operationsOf } from '../../scripts/contract/document.ts';
import { useService } from '../testing/use-service.ts';
import { validJob } from './test-abuse.ts';

const { service } = useService({ START_PAUSED: 'true' });

const KIB = 1024;
/** The limits of src/api/body.ts. */
const kibByPath: Record<string, number> = { '/session': 4, '/pause': 64, '/schedules/preview': 256 };

/** Quadratic reading takes longer from some 50 KB on; linear reading of a megabyte takes a tenth. */
const BUDGET_MS = 1_000;

const document = JSON.parse(JSON.stringify(createDocument())) as ContractDocument;
const withBody = Array.from(operationsOf(document), ([name, { requestBody }]) => {
  const [method = '', template = ''] = name.split(' ');
  const path = template.replaceAll(/\{\w+\}/g, '0198f0c2-7a51-7000-8000-000000000000');
  return { method, path, hasBody: requestBody !== undefined };
}).filter(({ hasBody }) => hasBody);

/** Repeats `piece` between the two texts, up to `kib` KiB in total. */
function fill(kib: number, before: string, piece: string, after: string): string {
  const free = kib * KIB - Buffer.byteLength(before + after);
  return before + piece.repeat(Math.floor(free / Buffer.byteLength(piece))) + after;
}

function fillKeys(kib: number): string {
  let key = 0;
  const text = fill(kib, '{', '"________":1,', '"a":1}');
  return text.replaceAll('________', () => (key++).toString(36).padStart(8, '0'));
}

const structures: [before: string, piece: string, after: string][] = [
  ['{"key":0.1', '0', '1}'],
  ['{"key":[', '1e0,', '1]}'],
  ['{"key":[', '0.10000000000000000001,', '1]}'],
  ['', '[', ''],
  ['', '{"a":', ''],
  ['{"ids":[', '"",', '""]}'],
  ['{"', 'k', '":1}'],
  ['{"a":{', '"a":1,', '"b":2}}'],
  [`${JSON.stringify(validJob).slice(0, -1)},"headers":{`, '"x":"y",', '"z":""}}'],
];
const pieces = ['0', ' ', '\\t', ':', '/', '-', '.', ',', '*', '%', '@', '[', '{{run.id', '\\\\', '1e', 'é'];
const fields = ['name', 'target', 'cron_expression', 'timezone', 'key', 'payload'] as const;

/** Sends the request and returns the processor time of this thread, which runs the service. */
async function spend(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const before = process.threadCpuUsage();
  const status = await new Promise<number>((resolve, reject) => {
    const length = body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(service.url + path, { method, headers: { ...length, ...headers } }, (response) => {
      response
        .on('end', () => resolve(response.statusCode ?? 0))
        .on('error', reject)
        .resume();
    });
    sent.on('error', reject).end(body);
  });
  const { user, system } = process.threadCpuUsage(before);
  return { status, ms: (user + system) / 1_000 };
}

async function sendHostile(
  method: string,
  path: string,
  body?: string,
  headers?: Record<string, string>,
  budgetMs = BUDGET_MS,
): Promise<number> {
  const { status, ms } = await spend(method, path, body, headers);
  const what = `${method} ${path.slice(0, 100)} ${body?.slice(0, 100)}: ${status} after ${ms} ms`;
  expect(status, what).toBeGreaterThanOrEqual(200);
  expect(status, what).toBeLessThan(500);
  if (budgetMs < Infinity) expect(ms, what).toBeLessThan(budgetMs);
  return ms;
}

/**
 * Sends the largest body. On a slow machine, linear reading may take longer than the budget: then the body is compared
 * with a quarter of it, which takes a quarter of the time, or a sixteenth if the reading is quadratic.
 */
async function sendLargest(
  [method, path]: [method: string, path: string],
  kib: number,
  makeBody: (kib: number) => string,
  budgetMs = BUDGET_MS,
) {
  const send = async (kib: number) => await sendHostile(method, path, makeBody(kib), {}, Infinity);
  const ms = await send(kib);
  if (ms < budgetMs) return;
  const largest = Math.min(ms, await send(kib));
  const quarter = Math.min(await send(kib / 4), await send(kib / 4));
  const what = `${path} ${makeBody(kib).slice(0, 100)}: ${largest} ms, a quarter of it ${quarter} ms`;
  expect(largest / quarter, what).toBeLessThan(8);
}

beforeAll(async () => {
  // The first request of a route compiles it.
  for (const { method, path } of withBody) await spend(method, path, '{}');
});

test.each(structures)('a body of 1 MiB: %s%s…%s', async (...parts) => {
  await sendLargest(['POST', '/jobs'], KIB, (kib) => fill(kib, ...parts));
});

test('a body of 1 MiB with different keys', async () => {
  await sendLargest(['POST', '/jobs'], KIB, fillKeys);
});

test.each(fields)('the field %s with 128 KiB of each character that a parser may repeat', async (field) => {
  const { [field as 'name']: _, ...rest } = validJob;
  for (const piece of pieces)
    await sendLargest(['POST', '/jobs'], 128, (kib) =>
      fill(kib, `${JSON.stringify(rest).slice(0, -1)},"${field}":"`, piece, '"}'),
    );
});

test.each([
  ['numbers', '{"jobs":[', '1e0,', '1]}'],
  ['jobs', '{"jobs":[', '{},', '{}]}'],
  ['levels', '{"jobs":', '[', ''],
])('a batch of 16 MiB of %s', async (_, ...parts) => {
  await sendLargest(['POST', '/jobs/batch'], 16 * KIB, (kib) => fill(kib, ...parts), 4 * BUDGET_MS);
});

test('the largest numbers and the most keys for every route with a body', async () => {
  for (const { method, path } of withBody) {
    const most = Math.min(kibByPath[path] ?? KIB, 256);
    await sendLargest([method, path], most, (kib) => fill(kib, '{"key":0.1', '0', '1}'));
    await sendLargest([method, path], most, fillKeys);
  }
});

test('headers, paths and queries of 12 KiB', async () => {
  const names = [
    'authorization',
    'cookie',
    'if-match',
    'idempotency-key',
    'content-type',
    'origin',
    'accept',
  ];
  for (const piece of ['0', ':', '/', '-', ',', '*', '%41', 'a.', '%00', '%7B%7B']) {
    const text = piece.repeat((12 * KIB) / piece.length);
    for (const path of [
      `/jobs?q=${text}`,
      `/jobs?cursor=${text}`,
      `/runs?error_code=${text}`,
      `/jobs/${text}`,
    ])
      await sendHostile('GET', path);
    for (const name of names) await sendHostile('POST', '/jobs', '{}', { [name]: text });
  }
});
