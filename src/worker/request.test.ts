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
  // `application/json` sends a string as JSON …
  [object, 'application/json; charset=utf-8', 'application/json; charset=utf-8', '{"a":[1,"x"]}'],
  [object, 'application/cloudevents+json', 'application/cloudevents+json', '{"a":[1,"x"]}'],
  [object, 'APPLICATION/VND.X+JSON;v=1', 'APPLICATION/VND.X+JSON;v=1', '{"a":[1,"x"]}'],
  [object, 'text/json', 'text/json', '{"a":[1,"x"]}'],
  ['text', 'Application/JSON', 'Application/JSON', '"text"'],
  // … and with any other type it is sent unchanged.
  ['{"a":1}', 'application/vnd.api+json', 'application/vnd.api+json', '{"a":1}'],
  ['a=1&b=2', 'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded', 'a=1&b=2'],
  ['<a/>', 'text/xml; charset=utf-8', 'text/xml; charset=utf-8', '<a/>'],
  ['{}\n{}\n', 'application/x-ndjson', 'application/x-ndjson', '{}\n{}\n'],
  ['\x1e{}\n', 'application/json-seq', 'application/json-seq', '\x1e{}\n'],
  ['x', 'application/jsonp', 'application/jsonp', 'x'],
  ['x', 'text/plain; note=application/json', 'text/plain; note=application/json', 'x'],
  ['', 'text/plain', 'text/plain', ''],
  // Other values are JSON or a form; the type is never replaced.
  [object, 'text/plain', 'text/plain', '{"a":[1,"x"]}'],
  [[1], 'application/x-ndjson', 'application/x-ndjson', '[1]'],
  [7, 'text/plain', 'text/plain', '7'],
  [
    { a: 1, b: 'x y&z' },
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded',
    'a=1&b=x+y%26z',
  ],
  [
    { 'a[]': [true, 'é'], b: null, c: { d: 1 } },
    'Application/X-WWW-Form-Urlencoded; charset=utf-8',
    'Application/X-WWW-Form-Urlencoded; charset=utf-8',
    'a%5B%5D=true&a%5B%5D=%C3%A9&b=&c=%7B%22d%22%3A1%7D',
  ],
])('%j under %s', (payload, named, contentType, body) => {
  const headers: Record<string, string> = named === undefined ? {} : { 'Content-Type': named };
  const request = build({ payload, headers });
  expect(request.headers['content-type']).toBe(contentType);
  expect(request.body).toBe(body);
});

test('placeholders are replaced in payload and header values and in the target, not in names', () => {
  const request = build({
    target: 'https://example.com/{{run.id}}?at={{run.scheduled_for}}&name={{job.name}}&x={{x.y}}',
    headers: { 'x-run': '{{run.id}} {{run.attempt}} {{run.nothing}}', 'X-Name': '{{job.name}}' },
    payload: { '{{run.id}}': ['{{run.scheduled_for}}', '{{job.name}}', '{{job.key}}'] },
  });
  expect(request.url).toBe(
    `https://example.com/${run.id}?at=2026-11-24T10%3A00%3A00.000Z&name=Nightly%20%F0%9F%8C%99&x={{x.y}}`,
  );
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

test.each([
  ['application/x-www-form-urlencoded', 'n={{job.name}}', 'n=a%22%26b'],
  ['application/vnd.api+json', '{"n":"{{job.name}}"}', '{"n":"a\\"&b"}'],
  ['text/plain', '{{job.name}}', 'a"&b'],
])('a job name cannot change the structure of %s', (type, payload, body) => {
  const headers = { 'content-type': type };
  expect(build({ job_name: 'a"&b', headers, payload }).body).toBe(body);
  if (type.endsWith('urlencoded'))
    expect(build({ job_name: 'a"&b', headers, payload: { n: '{{job.name}}' } }).body).toBe(body);
});

test('a job name cannot change the host or the path of the target', () => {
  const urlOf = (target: string, job_name: string) => build({ target, job_name }).url;
  expect(urlOf('https://example.com?{{job.name}}', '/@evil.example')).toBe(
    'https://example.com?%2F%40evil.example',
  );
  expect(urlOf('https://{{job.name}}.example.com/{{job.name}}', 'x')).toBe(
    'https://{{job.name}}.example.com/x',
  );
  expect(() => urlOf('https://example.com/a/{{job.name}}/b', '..')).toThrow('cannot be inserted');
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
  expect(await client.send({ ...request, timeoutMs: 60_000, mayRepeat: false })).toMatchObject({
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
