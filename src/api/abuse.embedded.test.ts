// Tests invalid and abusive requests: each vector in `vectors/abuse.json` gets the expected response.
import { readFileSync } from 'node:fs';
import { request as httpRequest, METHODS } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../client/src/index.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { type AbuseVector, generateBody, validJob, abuseVectors as vectors } from './test-abuse.ts';

/** Files with the tests of vectors that more than one request shows, by category or ID. Each test is named by its vector. */
const elsewhere: Record<string, string[]> = {
  idempotency: [
    './idempotency.embedded.redis.test.ts',
    './idempotency-outage.redis.test.ts',
    './scenarios.embedded.redis.test.ts',
    '../main.all.test.ts',
  ],
  concurrency: ['./scenarios.embedded.redis.test.ts', './lock-timeouts.postgres.test.ts'],
  resource: ['./http-server.test.ts', './client-limits.embedded.test.ts'],
  'size_depth-016': ['./smuggling.embedded.test.ts'],
  'size_depth-017': ['./smuggling.embedded.test.ts'],
  'list-037': ['../store/job-lists.postgres.test.ts'],
};
/** `smuggling.embedded.test.ts` runs every vector of this category, byte by byte. */
const BY_BYTE = 'smuggling';

/** Vectors whose expectation differs from the contract of this service. */
const otherwise: Record<string, { status: number; because: string }> = {
  'bad_id-007': {
    status: 200,
    because: '%2e%2e is a dot segment in the URL standard: the path is /, the page',
  },
  'size_depth-003': { status: 422, because: 'a payload has at most 256 KiB' },
  'list-033': { status: 400, because: 'an unknown query parameter is refused' },
};

const run = vectors.filter(
  ({ id, category }) => !(id in elsewhere) && !(category in elsewhere) && category !== BY_BYTE,
);

/** Field names of the vectors and of the contract: the vectors are older. */
const adaptPath = (path: string) => path.replace('/trigger', '/runs').replace(/^\/health$/, '/healthz');

function adaptFields(fields: Record<string, unknown>): Record<string, unknown> {
  const { max_retries, ...rest } = fields;
  return max_retries === undefined ? rest : { ...rest, retry: { max_attempts: max_retries } };
}

function bodyOf(vector: AbuseVector): string | Buffer | undefined {
  if (vector.raw !== undefined) return vector.raw;
  if (vector.raw_base64 !== undefined) return Buffer.from(vector.raw_base64, 'base64');
  if (vector.raw_merge !== undefined) {
    // As text, so that keys such as __proto__ are sent unchanged.
    return `${JSON.stringify(validJob).slice(0, -1)},${vector.raw_merge.slice(1)}`;
  }
  if (vector.gen) return generateBody(vector.gen);
  if (vector.mutate) return JSON.stringify({ ...validJob, ...adaptFields(vector.mutate) });
  return vector.body === undefined ? undefined : JSON.stringify(vector.body);
}

const TOKEN = 'abuse-key-0123456789abcdef';

let service: TestService;
let withKeys: TestService;
let jobId: string;
beforeAll(async () => {
  service = await startTestService({ ALLOWED_ORIGINS: 'https://app.example.com' });
  withKeys = await startTestService({ API_KEYS: `abuse:admin:${TOKEN}` });
  const response = await service.request('POST', '/jobs', validJob);
  jobId = ((await response.json()) as { id: string }).id;
});
afterAll(() => Promise.all([service.stop(), withKeys.stop()]));

/** Sends requests that `fetch` would normalize or refuse. */
async function send(vector: AbuseVector) {
  const { hostname, port } = new URL(vector.category === 'auth' ? withKeys.url : service.url);
  const path = adaptPath(vector.path).replace('{ID_UPPERCASE}', jobId.toUpperCase()).replace('{ID}', jobId);
  const body = bodyOf(vector);
  const headers: Record<string, string> = {
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
    ...vector.headers,
  };
  if (headers['authorization']) headers['authorization'] = headers['authorization'].replace('{TOKEN}', TOKEN);
  if (!isSendable(headers)) return await sendByHand(hostname, Number(port), vector.method, path, headers);
  return await new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const options = {
        hostname,
        port,
        path: encodeURI(path).replaceAll('%25', '%'),
        method: vector.method,
        headers,
      };
      const request = httpRequest(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
      request.on('error', reject);
      request.end(body);
    },
  );
}

function isSendable(headers: Record<string, string>): boolean {
  return Object.values(headers).every((value) => !value.includes('\0'));
}

/** Sends headers that Node's client does not send. */
async function sendByHand(
  host: string,
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
) {
  const socket = connect(port, host);
  const lines = Object.entries({ host, connection: 'close', ...headers }).map((header) => header.join(': '));
  socket.end(`${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`);
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [start = '', ...fields] = head.split('\r\n');
  return {
    status: Number(start.split(' ')[1]),
    headers: Object.fromEntries(
      fields.map((field) => [field.split(':')[0]!.toLowerCase(), field.replace(/^[^:]*: */, '')]),
    ) as NodeJS.Dict<string | string[]>,
    body,
  };
}

describe(`${run.length} of ${vectors.length} vectors`, () => {
  for (const vector of run) {
    test(`${vector.id}: ${vector.why}`, async () => {
      const decided = otherwise[vector.id];
      const allowed = decided ? [decided.status] : [vector.expect, ...(vector.also_ok ?? [])];
      const answer = await send(vector);
      expect(allowed, `${answer.status} ${answer.body.slice(0, 500)}`).toContain(answer.status);
      expect(answer.body).not.toMatch(/\n\s+at |node_modules|select |insert into/i);
      if (answer.status === 405) expect(answer.headers['allow']).toBeTruthy();
      // Node's HTTP parser responds to invalid HTTP and unknown methods.
      const isRead = METHODS.includes(vector.method) && isSendable(vector.headers ?? {});
      if (answer.status >= 400 && isRead && vector.method !== 'HEAD') {
        expect(answer.headers['content-type']).toContain('application/problem+json');
      }
      if (answer.status === 422) {
        const pointers = (JSON.parse(answer.body) as Problem).errors!.map((error) => error.pointer);
        const fields = Object.keys(adaptFields(vector.mutate ?? {}));
        for (const field of fields)
          expect(pointers.some((pointer) => pointer.startsWith(`/${field}`))).toBe(true);
      }
      if (vector.category === 'auth') {
        if (vector.id === 'auth-004') expect(answer.status).toBe(200);
        else expect(answer.headers['www-authenticate']).toBe('Bearer');
        expect(answer.body).not.toContain(TOKEN);
      }
      if (vector.assert_acao !== undefined) {
        expect(answer.headers['access-control-allow-origin'] ?? null).toBe(vector.assert_acao);
      }
      expect(
        ({} as Record<string, unknown>)['polluted'] ?? ({} as Record<string, unknown>)['isAdmin'],
      ).toBeUndefined();
    });
  }
});

test('every vector that is not run here has a test with its ID', () => {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  const untested = vectors.filter(({ id, category }) => {
    const files = elsewhere[id] ?? elsewhere[category] ?? [];
    // A title begins with the ID and a colon, or the ID is a row of `test.each`.
    return !files.some((file) => new RegExp(`'${id}[:']`).test(read(file)));
  });
  expect(new Set(untested)).toEqual(
    new Set(vectors.filter((vector) => run.includes(vector) || vector.category === BY_BYTE)),
  );
  expect(vectors).toHaveLength(261);
});
