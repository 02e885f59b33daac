// Sends the largest hostile bodies, headers and URLs to every route, under a budget of processor time.
import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDocument } from '../../openapi/document.ts';
import { type ContractDocument, operationsOf } from '../../scripts/contract/document.ts';
import { useService } from '../testing/use-service.ts';
import { validJob } from './test-abuse.ts';

const { service } = useService({ START_PAUSED: 'true' });

const KIB = 1024;
/** The limits of src/api/body.ts. */
const kibByPath: Record<string, number> = {
  '/session': 4,
  '/pause': 64,
  '/schedules/preview': 256,
  '/jobs/batch': 16 * KIB,
};

/** What quadratic reading exceeds from some 50 KB on; a whole megabyte takes a tenth of it. */
const BUDGET_MS = 1_000;
const BUDGET_MS_PER_MIB = 250;

const document = JSON.parse(JSON.stringify(createDocument())) as ContractDocument;
const operations = Array.from(operationsOf(document), ([name, { operationId = '', requestBody }]) => {
  const [method = '', template = ''] = name.split(' ');
  const path = template.replaceAll(/\{\w+\}/g, '0198f0c2-7a51-7000-8000-000000000000');
  return { name, operationId, method, path, hasBody: requestBody !== undefined };
}).filter(({ operationId }) => operationId !== 'listenToEvents');

const PIECES = [
  '0',
  ' ',
  '\\t',
  ':',
  '/',
  '-',
  '.',
  ',',
  '*',
  '%',
  '@',
  '[',
  '{{run.id',
  '\\\\',
  '1e',
  'Aa',
  '\\u0041',
  'é',
];

/** Bodies of up to `bytes`: for JSON itself, and for each field of a job. */
function* bodiesOf(bytes: number, pieces: readonly string[]): Generator<string> {
  const fill = (before: string, piece: string, after: string) =>
    before +
    piece.repeat(Math.floor((bytes - Buffer.byteLength(before + after)) / Buffer.byteLength(piece))) +
    after;
  yield fill('{"key":0.1', '0', '1}');
  yield fill('{"key":[', '1e0,', '1]}');
  yield fill('{"key":[', '0.10000000000000000001,', '1]}');
  yield fill('', '[', '');
  yield fill('', '{"a":', '');
  yield fill('{"jobs":[', '{},', '{}]}');
  yield fill('{"ids":[', '"",', '""]}');
  yield fill('{"', 'k', '":1}');
  yield fill('{"a":{', '"a":1,', '"b":2}}');
  yield fill(`${JSON.stringify(validJob).slice(0, -1)},"headers":{`, '"x":"y",', '"z":""}}');
  let key = 0;
  yield fill('{', '"________":1,', '"a":1}').replaceAll('________', () =>
    (key++).toString(36).padStart(8, '0'),
  );
  const fields = ['name', 'target', 'cron_expression', 'timezone', 'specific_time', 'payload', 'key'];
  for (const [index, piece] of pieces.entries()) {
    const { [fields[index % fields.length] as 'name']: _, ...rest } = validJob;
    yield fill(`${JSON.stringify(rest).slice(0, -1)},"${fields[index % fields.length]}":"`, piece, '"}');
  }
}

/** Sends the request and returns the processor time of this thread, which runs the service. */
async function spend(
  method: string,
  path: string,
  body: string | undefined,
  headers: Record<string, string> = {},
) {
  const before = process.threadCpuUsage();
  const status = await new Promise<number>((resolve, reject) => {
    const length =
      body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
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

beforeAll(async () => {
  // The first request of a route compiles it.
  for (const { method, path } of operations) await spend(method, path, method === 'GET' ? undefined : '{}');
});

describe.each(operations.filter(({ hasBody }) => hasBody))('$name', ({ method, path }) => {
  const kib = kibByPath[path] ?? KIB;
  test(`bodies of ${kib} KiB`, async () => {
    for (const body of bodiesOf(kib * KIB, path === '/jobs' ? PIECES : [])) {
      const { status, ms } = await spend(method, path, body);
      expect([status < 500, status], body.slice(0, 200)).toEqual([true, status]);
      expect(ms, body.slice(0, 200)).toBeLessThan(BUDGET_MS + (kib / KIB) * BUDGET_MS_PER_MIB);
    }
  });
});

test('headers, paths and queries of 12 KiB', async () => {
  const some = ['listJobs', 'getJob', 'createJob', 'createSession', 'getStats'];
  for (const { method, path } of operations.filter(({ operationId }) => some.includes(operationId))) {
    for (const piece of ['0', ':', '/', '-', ',', '*', '%41', 'a.', '%00', '%7B%7B']) {
      const text = piece.repeat((12 * KIB) / piece.length);
      const requests = [
        [`${path}?q=${text}`, {}],
        [`${path}?cursor=${text}`, {}],
        [`${path}/${text}`, {}],
        ...['authorization', 'cookie', 'if-match', 'idempotency-key', 'content-type', 'origin', 'accept'].map(
          (name) => [path, { [name]: text }] as const,
        ),
      ] as const;
      for (const [target, headers] of requests) {
        const { status, ms } = await spend(method, target, undefined, headers);
        expect([status < 500, status], `${method} ${target.slice(0, 100)}`).toEqual([true, status]);
        expect(ms, `${method} ${target.slice(0, 100)}`).toBeLessThan(BUDGET_MS);
      }
    }
  }
});
