// `vectors/abuse.json` again, each held to more: the field that a refusal names, what is stored, what CORS leaves out.
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../openapi/document.ts';
import { Job, JobInput } from '../../openapi/schemas/job.ts';
import { Problem } from '../../openapi/schemas/problem.ts';
import { startTestService, type TestService } from '../testing/service.ts';

interface Vector {
  id: string;
  category: string;
  method: string;
  path: string;
  expect: number;
  also_ok?: number[];
  why: string;
  problem_json: boolean;
  headers?: Record<string, string>;
  body?: unknown;
  mutate?: Record<string, unknown>;
  raw?: string;
  raw_base64?: string;
  raw_merge?: string;
  gen?: { type: string; field: string; char: string; bytes?: number; count?: number };
  assert_acao?: string | null;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('./vectors/abuse.json', import.meta.url), 'utf8'),
) as Vector[];

/** Not run yet, by category. */
const laterCategories: Record<string, string> = {
  auth: 'comes with access keys',
  idempotency: 'comes with Idempotency-Key',
  concurrency: 'comes with If-Match and keys of the caller’s own',
  smuggling: 'comes with tests of the HTTP server, byte by byte',
  resource: 'comes with tests of the HTTP server under load',
  size_depth: 'comes with tests of the HTTP server under load; size_depth-003 then expects 422 (see below)',
};

/** Not run yet, by id: what they are about is not in the contract, so that any answer would say nothing. */
const later: Record<string, { field: string; because: string }> = {
  'nul_byte-010': { field: 'tags', because: 'comes with the field tags' },
  'list-014': { field: 'sort', because: 'comes with the query parameter sort' },
  'list-015': { field: 'sort', because: 'comes with the query parameter sort' },
  'list-016': { field: 'sort', because: 'comes with the query parameter sort' },
};

/** Not run here at all. */
const elsewhere: Record<string, string> = {
  'list-037': 'is a scenario: job-writes.test.ts walks over pages',
};

/** Where behaviour.md decides otherwise than the vector. */
const otherwise: Record<string, { status: number; because: string }> = {
  'bad_id-007': {
    status: 200,
    because: '%2e%2e is a dot segment in the URL standard: the path is /, the page',
  },
  'list-033': { status: 400, because: 'an unknown query parameter is refused' },
  'size_depth-003': { status: 422, because: 'a payload holds 256 KiB (its category is not run yet)' },
};

/** Node's own HTTP parser answers, before any of ours: 400 and no body. */
const answeredByNode: Record<string, string> = {
  'method-006': 'an unknown method',
  'cors-011': 'U+0000 in a header value',
};

/** The pointers of a 422, where more than one field differs from the valid job, or where it is not the field itself. */
const pointersOf: Record<string, string[]> = {
  'number-012': ['/retry/max_attempts'],
  'nul_byte-006': ['/payload/k'],
  'prototype_pollution-003': ['/headers/__proto__'],
  'prototype_pollution-006': ['/metadata'],
  'prototype_pollution-007': ['/__proto__'],
  'fields-001': ['/specific_time'],
  'fields-002': ['/interval', '/interval_value'],
  'fields-003': ['/cron_expression'],
  'fields-004': ['/cron_expression', '/specific_time'],
  'fields-009': ['/tenant_id'],
  'fields-010': ['/nope'],
  'fields-012': ['/ends_at'],
  'wrong_shape-006': [''],
};

/** A pointer that has to be there, whatever else is refused with it. */
const pointerAmong: Record<string, string> = { 'fields-008': '/status' };

/** Parameters that no list of ours has: what is refused is that they are unknown. */
const unknownParameters: Record<string, string> = {
  'list-010': 'limit[]',
  'list-012': 'offset',
  'list-017': 'order',
  'list-033': 'unknown',
  'nul_byte-014': 'name',
};

const validJob = {
  name: 't',
  method: 'POST',
  target: 'https://hooks.example.com/x',
  schedule_type: 'cron',
  cron_expression: '0 0 * * *',
  timezone: 'UTC',
};

const isRun = ({ id, category }: Vector) =>
  !(id in later) && !(id in elsewhere) && !(category in laterCategories);
const run = vectors.filter(isRun);
const rest = vectors.filter((vector) => !isRun(vector));

/** The vectors were written before the contract: their names for things, and ours. */
const adaptPath = (path: string) => path.replace('/trigger', '/runs').replace(/^\/health$/, '/healthz');

function adaptFields(fields: Record<string, unknown>): Record<string, unknown> {
  const { max_retries, ...others } = fields;
  return max_retries === undefined ? others : { ...others, retry: { max_attempts: max_retries } };
}

function bodyOf(vector: Vector): string | Buffer | undefined {
  if (vector.raw !== undefined) return vector.raw;
  if (vector.raw_base64 !== undefined) return Buffer.from(vector.raw_base64, 'base64');
  if (vector.raw_merge !== undefined) {
    // As text: a key such as __proto__ must arrive as it stands.
    return `${JSON.stringify(validJob).slice(0, -1)},${vector.raw_merge.slice(1)}`;
  }
  if (vector.gen) {
    const { field, char, bytes, count } = vector.gen;
    return JSON.stringify({ ...validJob, [field]: char.repeat(count ?? bytes ?? 0) });
  }
  if (vector.mutate) return JSON.stringify({ ...validJob, ...adaptFields(vector.mutate) });
  return vector.body === undefined ? undefined : JSON.stringify(vector.body);
}

/** What a 422 has to name, exactly; undefined where the vector is not about fields. */
function expectedPointers(vector: Vector): string[] | undefined {
  const { id, category, mutate, gen, why } = vector;
  if (id in pointersOf) return pointersOf[id];
  if (category === 'date') return ['/specific_time'];
  if (category === 'interval') return [why.startsWith('unit') ? '/interval' : '/interval_value'];
  if (mutate) return Object.keys(adaptFields(mutate)).map((field) => `/${field}`);
  return gen ? [`/${gen.field}`] : undefined;
}

let service: TestService;
let jobId: string;
let cursor: string;
let ran = 0;
beforeAll(async () => {
  service = await startTestService({ ALLOWED_ORIGINS: 'https://app.example.com' });
  await service.request('POST', '/jobs', validJob);
  const response = await service.request('POST', '/jobs', validJob);
  jobId = ((await response.json()) as { id: string }).id;
  const page = await service.scheduler.jobs.list({ limit: 1, status: 'active' });
  cursor = page.next_cursor!;
});
afterAll(async () => {
  console.log(`abuse.json: ${ran} of ${vectors.length} vectors ran; ${rest.length} do not run yet.`);
  await service.stop();
});

/** Sends what `fetch` would tidy up or refuse. */
async function send(vector: Vector): Promise<Answer> {
  const { hostname, port } = new URL(service.url);
  const path = adaptPath(vector.path)
    .replace('{ID_UPPERCASE}', jobId.toUpperCase())
    .replace('{ID}', jobId)
    .replace('{VALID_CURSOR_FROM_OTHER_FILTER}', cursor);
  const body = bodyOf(vector);
  const headers: Record<string, string> = {
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
    ...vector.headers,
  };
  return await new Promise((resolve, reject) => {
    const options = {
      hostname,
      port,
      // Beyond ASCII and blanks nothing can stand in a request line; what is encoded already stays.
      path: encodeURI(path).replaceAll('%25', '%'),
      method: vector.method,
      headers,
    };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
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
  });
}

/** Sends what even `node:http` refuses to, until the connection is closed. */
async function sendBytes({ method, path, headers }: Vector): Promise<Answer> {
  const { hostname, port, host } = new URL(service.url);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}connection: close\r\n\r\n`, 'latin1');
    });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [status = '', ...fields] = head.split('\r\n');
  const pairs = fields.map((field) => {
    const [name = '', ...value] = field.split(': ');
    return [name.toLowerCase(), value.join(': ')] as const;
  });
  return { status: Number(status.split(' ')[1]), headers: Object.fromEntries(pairs), body };
}

function checkProblem(vector: Vector, answer: Answer): void {
  if (vector.method === 'HEAD') return;
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = Problem.parse(JSON.parse(answer.body));
  expect(problem.status).toBe(answer.status);
  expect(problem.detail, 'one line').not.toMatch(/[\r\n]/);
  if (answer.status === 422) {
    // One field may be at fault in two ways.
    const pointers = [...new Set(problem.errors?.map((error) => error.pointer))];
    const among = pointerAmong[vector.id];
    if (among !== undefined) expect(pointers).toContain(among);
    else expect(pointers.toSorted()).toEqual(expectedPointers(vector)?.toSorted());
  }
  const parameter = unknownParameters[vector.id];
  if (parameter !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(parameter);
}

/** Text is stored as it came, instants cut to milliseconds, and what has no meaning here is not there. */
async function checkStored(vector: Vector, answer: Answer): Promise<void> {
  const job = Job.parse(JSON.parse(answer.body));
  const sent = JSON.parse(String(bodyOf(vector))) as Record<string, unknown>;
  expect(job.name).toBe(sent['name']);
  expect(JSON.stringify(job.payload)).toBe(JSON.stringify(sent['payload'] ?? null));
  if (typeof sent['specific_time'] === 'string') {
    expect(job.specific_time).toBe(
      Temporal.Instant.from(sent['specific_time']).toString({ smallestUnit: 'millisecond' }),
    );
  }
  if (vector.id === 'fields-006') expect(job.id).not.toBe(sent['id']);
  expect(await service.scheduler.jobs.get(job.id)).toEqual(JSON.parse(answer.body));
}

function checkCors(vector: Vector, { headers }: Answer): void {
  const allowed = headers['access-control-allow-origin'] ?? null;
  expect(allowed).toBe(vector.assert_acao);
  expect(allowed).not.toBe('*');
  expect(headers['access-control-allow-credentials']).toBeUndefined();
  if (!(vector.id in answeredByNode)) expect(headers['vary']).toMatch(/\bOrigin\b/i);
}

describe(`${run.length} of ${vectors.length} vectors`, () => {
  for (const vector of run) {
    test(`${vector.id}: ${vector.why}`, async () => {
      const decided = otherwise[vector.id];
      const allowed = decided ? [decided.status] : [vector.expect, ...(vector.also_ok ?? [])];
      const answer = await (vector.id === 'cors-011' ? sendBytes(vector) : send(vector));
      ran++;
      expect(allowed, `${answer.status} ${answer.body.slice(0, 500)}`).toContain(answer.status);
      expect(answer.body).not.toMatch(/\n\s+at |node_modules|select |insert into/i);
      if (answer.status === 405) expect(answer.headers['allow']).toBeTruthy();
      if (answer.status >= 400) {
        if (vector.id in answeredByNode) expect([answer.status, answer.body]).toEqual([400, '']);
        else checkProblem(vector, answer);
      }
      if (answer.status === 201) await checkStored(vector, answer);
      if (vector.assert_acao !== undefined) checkCors(vector, answer);
    });
  }
});

describe('afterwards', () => {
  test('the job is still there, and nothing has leaked into other objects', async () => {
    expect(await service.scheduler.jobs.get(jobId)).toMatchObject(validJob);
    const plain: Record<string, unknown> = {};
    expect([plain['polluted'], plain['isAdmin'], plain['x-polluted'], plain['x']]).toEqual(
      Array(4).fill(undefined),
    );
    const fresh = await service.request('POST', '/jobs', validJob);
    expect(Object.keys((await fresh.json()) as object).sort()).toEqual(Object.keys(Job.shape).sort());
    expect(await (await service.request('GET', '/healthz')).json()).toEqual({ status: 'ok' });
  });

  test('what does not run is told, and why', () => {
    for (const { id, category } of rest) {
      expect(later[id]?.because ?? elsewhere[id] ?? laterCategories[category]).toBeTruthy();
    }
    expect(run.length + rest.length).toBe(vectors.length);
    const ids = new Set(vectors.map(({ id }) => id));
    for (const listed of [
      later,
      elsewhere,
      otherwise,
      answeredByNode,
      pointersOf,
      pointerAmong,
      unknownParameters,
    ]) {
      for (const id of Object.keys(listed)) expect(ids).toContain(id);
    }
  });

  test('what waits for a field still waits for it', () => {
    const known = new Set([
      ...Object.keys(JobInput.shape),
      ...Object.keys(routes.listJobs.request.query.shape),
    ]);
    for (const { field } of Object.values(later)) expect(known, 'run these vectors now').not.toContain(field);
  });
});
