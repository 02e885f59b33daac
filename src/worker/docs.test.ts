// Compares the tables and example receivers of docs/delivery.md with the code.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Job, JobInput } from '../../openapi/schemas/job.ts';
import { Attempt, RunStatus } from '../../openapi/schemas/run.ts';
import { describeError, describeInvalidResponse, describeTlsError } from '../http/failures.ts';
import { newId } from '../store/ids.ts';
import { codesIn, rowsOf } from '../testing/markdown.ts';
import { buildRequest, type RunRequest, type SendableRun } from './request.ts';
import { templateValues } from './templates.ts';

const sourceOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = sourceOf('docs/delivery.md');

/** The files of a room of `src/`, without tests. */
function sourcesOf(room: string): string[] {
  const files = readdirSync(new URL(`../${room}/`, import.meta.url));
  const isSource = (name: string) => name.endsWith('.ts') && !/^test-|\.test\.ts$/.test(name);
  return files.filter(isSource).map((file) => sourceOf(`src/${room}/${file}`));
}

const rows = (head: string) => rowsOf(page, head);
/** The code spans in the first cells of a table. */
const namesIn = (head: string): string[] => rows(head).flatMap(([cell]) => codesIn(cell));
/** The code block whose first line names the file. */
function blockOf(file: string): string {
  const block = Array.from(page.matchAll(/```js\n([\s\S]*?)```/g), ([, code]) => code ?? '').find((code) =>
    code.startsWith(`// ${file}\n`),
  );
  expect(block, file).toBeDefined();
  return block ?? '';
}

const sendable = (changes: Partial<SendableRun> = {}): SendableRun => ({
  id: newId(),
  job_id: newId(),
  job_name: 'Close invoices',
  job_key: 'billing',
  scheduled_for: Temporal.Instant.from('2027-01-31T05:00:00Z'),
  attempt_number: 1,
  headers: {},
  payload: { run: '{{run.id}}', text: 'ä€😀' },
  method: 'POST',
  target: 'http://localhost/',
  ...changes,
});
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const other = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;

describe('the tables', () => {
  it('of run statuses', () => {
    expect(namesIn('| status | moved in by |')).toEqual(RunStatus.options);
    const ended = rows('| status | moved in by |').filter(([, , hasEnded]) => hasEnded === 'yes');
    expect(ended.flatMap(([cell]) => codesIn(cell))).toEqual(
      RunStatus.options.filter((status) => !['queued', 'running', 'retrying'].includes(status)),
    );
  });

  it('of status reasons', () => {
    const sources = ['store', 'planner', 'api'].flatMap(sourcesOf).join('\n');
    const reasons = namesIn('| `status_reason` | on a run');
    expect(reasons.filter((reason) => !sources.includes(`'${reason}'`))).toEqual([]);
    const statuses = rows('| `status_reason` | on a run').flatMap(([, status]) => codesIn(status));
    expect(statuses.filter((status) => !RunStatus.options.some((option) => option === status))).toEqual([]);
  });

  it('of attempt outcomes', () => {
    expect(namesIn('| outcome | meaning |')).toEqual(Attempt.shape.outcome.options);
  });

  it('of error codes', () => {
    const documented = rows('| code | outcome |').map(([code, outcome]) => [
      codesIn(code).join(),
      codesIn(outcome).join(),
    ]);
    expect(documented.toSorted()).toEqual(findErrors());
  });

  it('of job statuses', () => {
    const documented = rows('| job becomes |').flatMap(([, reason]) => codesIn(reason));
    const { components } = JSON.parse(sourceOf('openapi/openapi.json'));
    const declared = codesIn(components.schemas.Job.properties.status_reason.description);
    expect(declared).toEqual(expect.arrayContaining(documented));
    expect(documented).toEqual(expect.arrayContaining(declared));
  });

  it('of templates', () => {
    const values = templateValues(sendable());
    expect(namesIn('| template |')).toEqual([...values.keys()].map((name) => `{{${name}}}`));
    const [example] = rows('| template |').flatMap(([name, value]) =>
      name?.includes('scheduled_for') ? codesIn(value) : [],
    );
    expect(example).toBe(values.get('run.scheduled_for'));
  });

  it('of headers', () => {
    const { headers } = buildRequest(sendable(), Date.now(), [secret]);
    expect(namesIn('| header | |')).toEqual(expect.arrayContaining(Object.keys(headers)));
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(namesIn('| header | |')));
  });

  const job = JobInput.parse({ name: 'job', target: 'http://localhost/', schedule_type: 'cron' });

  it('of the retry policy', () => {
    const documented = rows('| field of `retry` |').map(([field, value]) => [
      codesIn(field).join(),
      value === 'null' ? null : Number(value?.replaceAll(' ', '')),
    ]);
    expect(Object.fromEntries(documented)).toEqual(job.retry);
  });

  it('of success', () => {
    const documented = rows('| field of `success` |').map(([field, value = '']) => [
      codesIn(field).join(),
      JSON.parse(codesIn(value)[0] ?? value),
    ]);
    expect(Object.fromEntries(documented)).toEqual(job.success);
  });

  it('of the policies', () => {
    expect(namesIn('| `overlap` | the new run |')).toEqual(Job.shape.overlap.options);
    expect(namesIn('| `policy` |')).toEqual(Job.shape.catch_up.shape.policy.options);
    const defaultOf = (head: string) =>
      rows(head).flatMap(([cell = '']) => (cell.includes('(default)') ? codesIn(cell) : []));
    expect(defaultOf('| `overlap` | the new run |')).toEqual([job.overlap]);
    expect(defaultOf('| `policy` |')).toEqual([job.catch_up.policy]);
  });

  it('of bodies and content types', () => {
    const payloads: Record<string, unknown> = {
      'any JSON': { a: 1 },
      'an object': { a: 1 },
      'a string': 'text',
      null: null,
    };
    const rows = rowsOf(page, '| `payload` |');
    expect(rows.map(([payload]) => payload)).toEqual(expect.arrayContaining(Object.keys(payloads)));
    for (const [kind = '', named = '', sent = ''] of rows) {
      const payload = kind in payloads ? payloads[kind] : ['anything but a string'];
      const type = named === 'none' ? undefined : (codesIn(named)[0] ?? 'text/plain');
      const headers: Record<string, string> = type === undefined ? {} : { 'Content-Type': type };
      const request = buildRequest(sendable({ payload, headers }), 0, []);
      const isJson = sent.startsWith('JSON');
      expect(request.headers['content-type'], `${kind}, ${named}`).toBe(
        named === 'none' && payload !== null ? 'application/json' : type,
      );
      const form = sent.startsWith('a form') ? new URLSearchParams({ a: '1' }).toString() : payload;
      expect(request.body, `${kind}, ${named}`).toBe(isJson ? JSON.stringify(payload) : form);
    }
  });
});

/** Every error code of attempts with its outcome, found in the source code. */
function findErrors(): [string, string][] {
  const errors = new Map<string, string>();
  const add = (code = '', outcome = '') => errors.set(code, outcome);
  for (const room of ['http', 'worker']) {
    for (const text of sourcesOf(room)) {
      for (const [, outcome, code] of text.matchAll(/(?:new FailureError|unsent)\(\s*'(\w+)',\s*'(\w+)'/g))
        add(code, outcome);
      for (const [, outcome, code] of text.matchAll(
        /(?:kind|outcome): '(\w+)',\s*(?:statusCode: null,\s*)?error: \{\s*code: '(\w+)'/g,
      ))
        add(code, outcome);
      // Returned without an outcome, which src/worker/attempt.ts adds.
      for (const [, code] of text.matchAll(/return \{ error: \{ code: '(\w+)'/g)) add(code, 'blocked');
      for (const [, body, status] of text.matchAll(/code: \w+ \? '(\w+)' : `(\w+_)\$\{statusCode\}`/g)) {
        add(body, 'rejected');
        add(`${status}…`, 'rejected');
      }
      // Fails if the search misses an error code.
      for (const [, code = ''] of text.matchAll(/\bcode: '(\w+)'/g))
        expect([...errors.keys()]).toContain(code);
    }
  }
  const [, table = ''] = /const CODES[^{]*\{([\s\S]*?)\n\};/.exec(sourceOf('src/http/failures.ts')) ?? [];
  const named = Array.from(table.matchAll(/^ {2}(\w+):/gm), ([, code]) =>
    Object.assign(new Error(), { code }),
  );
  expect(named.length).toBeGreaterThan(10);
  const failures = [...named, new Error('anything else')].map((error) => describeError(error, 'host:80'));
  failures.push(describeInvalidResponse('', 'host:80'));
  failures.push(describeTlsError(new Error(), 'host:443', new Socket()).failure);
  for (const { kind, error } of failures) add(error.code, kind);
  return [...errors].toSorted();
}

describe('verify.mjs', () => {
  const url = `data:text/javascript,${encodeURIComponent(blockOf('verify.mjs'))}`;
  let verify: (known: string, headers: Record<string, string>, body: string | Buffer) => boolean;
  beforeAll(async () => {
    ({ verify } = await import(/* @vite-ignore */ url));
  });

  it.each(deliveries())('$what: $accepted', ({ request, accepted }) => {
    const body = request.body ?? '';
    expect(verify(secret, request.headers, body)).toBe(accepted);
    expect(verify(secret, request.headers, Buffer.from(body))).toBe(accepted);
    // The reference library of the specification agrees.
    const decideOutcome = () => new Webhook(secret).verify(body, request.headers, { jsonParse: false });
    if (accepted) expect(decideOutcome).not.toThrow();
    else expect(decideOutcome).toThrow();
  });
});

describe('receiver.mjs', () => {
  let url: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const port = await findFreePort();
    const receiver = spawn(process.execPath, ['--input-type=module', '-e', blockOf('receiver.mjs')], {
      cwd: new URL('../../', import.meta.url),
      env: { SIGNING_SECRET: secret, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(receiver, 'exit');
    stop = async () => {
      receiver.kill();
      await ended;
    };
    await Promise.race([
      once(receiver.stdout, 'data'),
      ended.then(([code]) => Promise.reject(new Error(`It ended with ${code}.`))),
    ]);
    url = `http://localhost:${port}/`;
  });
  afterAll(async () => {
    await stop();
  });

  const send = async ({ method, headers, body }: RunRequest) =>
    (await fetch(url, { method, headers, body })).status;

  it.each(deliveries())('$what: $accepted', async ({ request, accepted }) => {
    expect(await send(request)).toBe(accepted ? 202 : 401);
  });

  it('processes the attempts of a run once', async () => {
    const run = sendable();
    const attempts = [1, 2, 3].map((attempt_number) =>
      buildRequest({ ...run, attempt_number }, Date.now(), [secret]),
    );
    const answers: number[] = [];
    for (const request of attempts) answers.push(await send(request));
    expect(answers).toEqual([202, 200, 200]);
  });
});

/** Requests, and whether a receiver with `secret` must accept them. */
function deliveries(): { what: string; accepted: boolean; request: RunRequest }[] {
  const MINUTE_MS = 60_000;
  const make = (secrets: string[], ageMs = 0, changes: Partial<SendableRun> = {}) =>
    buildRequest(sendable(changes), Date.now() - ageMs, secrets);
  const good = make([secret]);
  const altered = (headers: Record<string, string>) => {
    const request = make([secret]);
    return { ...request, headers: { ...request.headers, ...headers } };
  };
  return [
    { what: 'a delivery', accepted: true, request: good },
    { what: 'one without a body', accepted: true, request: make([secret], 0, { payload: null }) },
    { what: 'one while the secret is rolled', accepted: true, request: make([other, secret]) },
    { what: 'one of four minutes ago', accepted: true, request: make([secret], 4 * MINUTE_MS) },
    { what: 'a changed body', accepted: false, request: { ...make([secret]), body: `${good.body} ` } },
    { what: 'another secret', accepted: false, request: make([other]) },
    { what: 'no signature', accepted: false, request: make([]) },
    { what: 'an old timestamp', accepted: false, request: make([secret], 6 * MINUTE_MS) },
    { what: 'a timestamp in the future', accepted: false, request: make([secret], -6 * MINUTE_MS) },
    {
      what: 'a timestamp made young again',
      accepted: false,
      request: altered({ 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 1) }),
    },
    { what: 'another id', accepted: false, request: altered({ 'webhook-id': newId() }) },
    { what: 'a timestamp that is none', accepted: false, request: altered({ 'webhook-timestamp': 'now' }) },
    { what: 'a signature that is none', accepted: false, request: altered({ 'webhook-signature': 'v1' }) },
  ];
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
