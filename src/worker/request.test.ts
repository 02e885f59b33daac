// Tests the request of a run: headers, content type, body, signature, trace.
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { createHttpClient } from '../http/client.ts';
import { parseTargetPolicy } from '../http/targets.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { startTarget } from '../testing/target.ts';
import { buildRequest } from './request.ts';

const run = {
  id: '01934d5c-8000-7abc-8def-0123456789ab',
  scheduled_for: Temporal.Instant.from('2026-11-24T10:00:00Z'),
  attempt_number: 2,
  job_id: '01930000-0000-7000-8000-000000000001',
  job_name: 'Nightly 🌙',
  job_key: null,
  target: 'https://example.com/hook?x=1',
  method: 'PUT',
  headers: {},
  payload: null,
} as unknown as ClaimedRun;
const startedAtMs = 1_764_000_000_999.5;
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const other = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;

const build = (changes: Partial<ClaimedRun>, secrets: string[] = [], atMs = startedAtMs) =>
  buildRequest({ ...run, ...changes }, atMs, secrets);

test('a request without payload has no body and no content type', () => {
  expect(build({ headers: { Accept: 'text/csv', 'User-Agent': 'mine/1' } })).toEqual({
    method: 'PUT',
    url: 'https://example.com/hook?x=1',
    headers: {
      accept: 'text/csv',
      'accept-encoding': 'identity',
      'user-agent': 'mine/1',
      'webhook-id': run.id,
      'webhook-timestamp': '1764000000',
      'scheduler-job-id': run.job_id,
      'scheduler-run-id': run.id,
      'scheduler-scheduled-for': '2026-11-24T10:00:00.000Z',
      'scheduler-attempt': '2',
      traceparent: expect.any(String),
    },
    body: null,
  });
  expect(build({}).headers['user-agent']).toMatch(/^scheduler-service\/\d+\.\d+\.\d+/);
});

const object = { a: [1, 'x'] };
test.each<[unknown, string | undefined, string, string]>([
  // Without a content type: JSON, also for a string.
  [object, undefined, 'application/json', '{"a":[1,"x"]}'],
  ['text', undefined, 'application/json', '"text"'],
  ['', undefined, 'application/json', '""'],
  [0, undefined, 'application/json', '0'],
  [false, undefined, 'application/json', 'false'],
  // A JSON type is kept, and a string is sent as JSON.
  [object, 'application/json; charset=utf-8', 'application/json; charset=utf-8', '{"a":[1,"x"]}'],
  [object, 'application/cloudevents+json', 'application/cloudevents+json', '{"a":[1,"x"]}'],
  [object, 'APPLICATION/VND.X+JSON;v=1', 'APPLICATION/VND.X+JSON;v=1', '{"a":[1,"x"]}'],
  [object, 'text/json', 'text/json', '{"a":[1,"x"]}'],
  ['text', 'Application/JSON', 'Application/JSON', '"text"'],
  ['text', 'application/cloudevents+json', 'application/cloudevents+json', '"text"'],
  // With any other type a string is sent unchanged …
  ['a=1&b=2', 'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded', 'a=1&b=2'],
  ['<a/>', 'text/xml; charset=utf-8', 'text/xml; charset=utf-8', '<a/>'],
  ['{}\n{}\n', 'application/x-ndjson', 'application/x-ndjson', '{}\n{}\n'],
  ['\x1e{}\n', 'application/json-seq', 'application/json-seq', '\x1e{}\n'],
  ['x', 'application/jsonp', 'application/jsonp', 'x'],
  ['x', 'text/plain; note=application/json', 'text/plain; note=application/json', 'x'],
  ['', 'text/plain', 'text/plain', ''],
  // … and other values replace the type with JSON.
  [object, 'text/plain', 'application/json', '{"a":[1,"x"]}'],
  [[1], 'application/x-ndjson', 'application/json', '[1]'],
  [7, 'text/plain', 'application/json', '7'],
  [object, 'application/xml', 'application/json', '{"a":[1,"x"]}'],
])('%j under %s', (payload, named, contentType, body) => {
  const headers: Record<string, string> = named === undefined ? {} : { 'Content-Type': named };
  const request = build({ payload, headers });
  expect(request.headers['content-type']).toBe(contentType);
  expect(request.body).toBe(body);
});

test('placeholders are replaced in payload and header values, not in names and the target', () => {
  const request = build({
    target: 'https://example.com/{{run.id}}',
    headers: { 'x-run': '{{run.id}} {{run.attempt}} {{run.nothing}}', 'X-Name': '{{job.name}}' },
    payload: { '{{run.id}}': ['{{run.scheduled_for}}', '{{job.name}}', '{{job.key}}'] },
  });
  expect(request.url).toBe('https://example.com/{{run.id}}');
  expect(request.headers).toMatchObject({
    'x-run': `${run.id} 2 {{run.nothing}}`,
    'x-name': 'Nightly ?',
  });
  expect(request.body).toBe('{"{{run.id}}":["2026-11-24T10:00:00.000Z","Nightly 🌙",""]}');

  const text = build({ headers: { 'content-type': 'text/plain' }, payload: '{{job.name}} #{{run.attempt}}' });
  expect(text.body).toBe('Nightly 🌙 #2');
});

test('headers of a job do not replace headers of the service, and none is lost', () => {
  const request = build({ headers: JSON.parse('{"__proto__":"x","tracestate":"a=1"}') });
  expect(Object.entries(request.headers)).toContainEqual(['__proto__', 'x']);
  expect(request.headers).toMatchObject({ tracestate: 'a=1', 'webhook-id': run.id });
  expect(build({ headers: { 'Webhook-Id': 'forged', TraceParent: 'forged' } }).headers).toMatchObject({
    'webhook-id': run.id,
    traceparent: expect.stringMatching(/^00-/),
  });
});

describe('the signature', () => {
  const now = Date.now();
  it.each([
    ['JSON', { payload: { name: '{{job.name}}' } }],
    ['text', { payload: 'ä {{run.attempt}}', headers: { 'content-type': 'text/plain' } }],
    ['no body', { payload: null }],
  ])('covers %s as sent', (_what, changes) => {
    const { headers, body } = build(changes, [secret, other], now);
    expect(headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    for (const known of [secret, other]) {
      const verify = (sent: string) => new Webhook(known).verify(sent, headers, { jsonParse: false });
      expect(() => verify(body ?? '')).not.toThrow();
      expect(() => verify(`${body} `)).toThrow('No matching signature');
    }
  });

  it('is absent without a secret', () => {
    expect(build({ payload: {} })).not.toHaveProperty('headers.webhook-signature');
  });
});

test('templates do not extend headers beyond the limit', () => {
  const headers = { 'x-name': '{{job.name}}'.repeat(70) };
  expect(() => build({ job_name: 'n'.repeat(255), headers })).toThrow('more than 16 KiB');
});

test('the attempts of a run share a trace and have separate spans', () => {
  const parents = Array.from(
    { length: 100 },
    (_, i) => build({ attempt_number: i + 1 }).headers['traceparent'],
  );
  expect(parents).toEqual(
    parents.map(() => expect.stringMatching(/^00-01934d5c80007abc8def0123456789ab-[\da-f]{16}-01$/)),
  );
  expect(new Set(parents).size).toBe(100);
});

test('a target receives the signed body for any job name', async () => {
  const target = await startTarget();
  const client = createHttpClient(parseTargetPolicy('127.0.0.1', { loopbackWhenUnset: false }));
  onTestFinished(async () => {
    await client.close();
    await target.close();
  });
  const request = build(
    {
      method: 'POST',
      target: target.url,
      job_name: 'Grüße 🌙\r\nx-admin: 1\0',
      headers: { 'x-name': '{{job.name}}' },
      payload: { name: '{{job.name}}' },
    },
    [secret],
    Date.now(),
  );
  expect(await client.send({ ...request, timeoutMs: 5_000, mayRepeat: false })).toMatchObject({
    statusCode: 200,
  });

  const [delivery] = target.deliveries;
  expect(delivery?.headers).toMatchObject({ 'x-name': 'Grüße ???x-admin: 1?' });
  expect(delivery?.headers).not.toHaveProperty('x-admin');
  const received = new Webhook(secret).verify(
    delivery?.body ?? '',
    delivery?.headers as Record<string, string>,
  );
  expect(received).toEqual({ name: 'Grüße 🌙\r\nx-admin: 1\0' });
});
