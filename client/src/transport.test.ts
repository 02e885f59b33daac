// Tests retries and time limits of calls over an unreliable connection.
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { startTarget, type Target } from '../../src/testing/target.ts';
import { createClient, type JobInput, type SchedulerError } from './index.ts';
import { chooseWait } from './retry.ts';

let server: Target;
beforeAll(async () => {
  server = await startTarget();
});
afterEach(() => {
  server.deliveries.length = 0;
});
afterAll(() => server.close());

const input: JobInput = {
  name: 'Job',
  target: 'http://localhost/',
  schedule_type: 'cron',
  cron_expression: '0 6 * * *',
};

const client = (options: { timeoutMs?: number; retries?: number; apiKey?: string } = {}) =>
  createClient({ baseUrl: server.url, ...options });

type Answer = (response: ServerResponse) => void;
const reset: Answer = (response) => response.socket?.resetAndDestroy();
const breakOff: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"id":', () => response.socket?.destroy());
};
const answer =
  (status: number, headers: Record<string, string> = {}, body: unknown = { id: 'job' }): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  };
const hang: Answer = () => {};

/** Responds in this order, then repeats the last response. */
function script(...answers: Answer[]): void {
  server.answer = (_delivery, response) =>
    answers[Math.min(server.deliveries.length, answers.length) - 1]!(response);
}
const keys = () => server.deliveries.map(({ headers }) => headers['idempotency-key']);
const failureOf = async (call: PromiseLike<unknown>): Promise<SchedulerError> =>
  await Promise.resolve(call).then(
    () => expect.fail('it succeeded'),
    (error: unknown) => error as SchedulerError,
  );

describe('a call is retried', () => {
  it.each<[string, Answer]>([
    ['the connection was reset', reset],
    ['the answer broke off', breakOff],
    ['408', answer(408)],
    ['429', answer(429)],
    ['500', answer(500)],
    ['503', answer(503)],
  ])('after: %s', async (_what, first) => {
    script(first, answer(201));
    expect(await client().jobs.create(input)).toEqual({ id: 'job' });
    const [one, two, ...others] = keys();
    expect(one, 'the key is one over all tries').toMatch(/^[0-9a-f]{32}$/);
    expect([two, others]).toEqual([one, []]);
    expect(server.deliveries.map(({ body }) => JSON.parse(body))).toEqual([input, input]);
  });

  it('at most twice', async () => {
    script(answer(503, {}, { detail: 'Out of reach.', request_id: 'r' }));
    const error = await failureOf(client().jobs.get('1'));
    expect(error).toMatchObject({ name: 'SchedulerError', status: 503, requestId: 'r' });
    expect(server.deliveries).toHaveLength(3);
  });

  it('at most as often as configured', async () => {
    script(reset);
    await failureOf(client({ retries: 0 }).jobs.get('1'));
    expect(server.deliveries).toHaveLength(1);
  });

  it('not before Retry-After', async () => {
    script(answer(503, { 'retry-after': '1' }), answer(200));
    await client().jobs.get('1');
    const [first, second] = server.deliveries;
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(990);
  });

  it('not if Retry-After exceeds the time limit', async () => {
    script(answer(503, { 'retry-after': '60' }));
    expect((await failureOf(client().jobs.get('1'))).status).toBe(503);
    expect(server.deliveries).toHaveLength(1);
  });

  it('while the first request is in progress', async () => {
    script(reset, answer(409, { 'retry-after': '0' }), answer(201));
    expect(await client().jobs.create(input)).toEqual({ id: 'job' });
    expect(new Set(keys()).size).toBe(1);
  });

  it('with the given idempotency key', async () => {
    script(reset, answer(202));
    await client().jobs.run('1', {}, { idempotencyKey: 'mine' });
    expect(keys()).toEqual(['mine', 'mine']);
  });

  it('also by raw, with the API key', async () => {
    script(reset, answer(200));
    const { data } = await client({ apiKey: 'secret' }).raw.GET('/jobs/{id}', {
      params: { path: { id: '1' } },
    });
    expect(data).toEqual({ id: 'job' });
    expect(server.deliveries.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer secret',
      'Bearer secret',
    ]);
  });
});

describe('a call is not retried', () => {
  it.each([400, 401, 403, 404, 409, 412, 422])('after %d', async (status) => {
    script(answer(status));
    expect((await failureOf(client().jobs.create(input))).status).toBe(status);
    expect(server.deliveries).toHaveLength(1);
  });

  it('with If-Match after a possible success', async () => {
    script(reset);
    await failureOf(client().jobs.update('1', { name: 'x' }, { ifMatch: 3 }));
    expect(server.deliveries.map(({ headers }) => headers['if-match'])).toEqual(['"3"']);
  });

  it('with If-Match it is retried after a rejection', async () => {
    script(answer(429), answer(200));
    await client().jobs.replace('1', input, { ifMatch: '"3"' });
    expect(server.deliveries).toHaveLength(2);
  });

  it('if it tests a job, because the target was called', async () => {
    script(reset);
    await failureOf(client().jobs.test(input));
    expect(keys()).toEqual([undefined]);
  });
});

test('a deletion with a lost response is a success', async () => {
  script(reset, answer(404));
  await client().jobs.delete('1');
  script(answer(404));
  server.deliveries.length = 0;
  expect((await failureOf(client().jobs.delete('1'))).status).toBe(404);
});

describe('a call ends', () => {
  it('at its time limit', async () => {
    script(hang);
    const error = await failureOf(client().jobs.get('1', { timeoutMs: 100 }));
    expect(error).toMatchObject({ name: 'TimeoutError', message: 'The call took longer than 100 ms.' });
    expect((await failureOf(client({ timeoutMs: 100 }).jobs.list())).name).toBe('TimeoutError');
  });

  it('at its time limit within the response', async () => {
    script((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{');
    });
    expect((await failureOf(client().jobs.get('1', { timeoutMs: 100 }))).name).toBe('TimeoutError');
  });

  it('when it is aborted, also during a retry delay', async () => {
    const reason = new Error('enough');
    for (const first of [hang, answer(503, { 'retry-after': '20' })]) {
      server.deliveries.length = 0;
      script(first);
      const caller = new AbortController();
      const call = failureOf(client().jobs.get('1', { signal: caller.signal }));
      setTimeout(() => caller.abort(reason), 50);
      expect(await call).toBe(reason);
    }
  });

  it('at once if it was aborted before', async () => {
    const call = client().jobs.get('1', { signal: AbortSignal.abort(new Error('before')) });
    expect((await failureOf(call)).message).toBe('before');
    expect(server.deliveries).toHaveLength(0);
  });

  it('with the error of fetch if nothing listens', async () => {
    const nobody = createClient({ baseUrl: 'http://127.0.0.1:1', retries: 1 });
    expect(await failureOf(nobody.jobs.get('1'))).toBeInstanceOf(TypeError);
  });
});

test('responses of other servers are recognized', async () => {
  script(answer(200, { 'content-type': 'text/html' }));
  const page = await failureOf(client().jobs.list());
  expect(page).toMatchObject({ status: 200, problem: undefined });
  expect(page.message).toContain('baseUrl');
  script(answer(502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>'));
  expect(await failureOf(client({ retries: 0 }).jobs.list())).toMatchObject({
    status: 502,
    problem: undefined,
    fieldErrors: [],
  });
});

test('delays grow, are random, and respect Retry-After', () => {
  const after = (value: string, now = 0) =>
    chooseWait(0, new Response(null, { headers: { 'retry-after': value } }), now);
  for (let round = 0; round < 50; round++) {
    expect(chooseWait(0, undefined)).toSatisfy((ms: number) => ms >= 250 && ms <= 500);
    expect(chooseWait(1, undefined)).toSatisfy((ms: number) => ms >= 500 && ms <= 1_000);
    expect(chooseWait(30, undefined)).toBeLessThanOrEqual(8_000);
    expect(after('3')).toSatisfy((ms: number) => ms >= 3_000 && ms <= 3_250);
    expect(after('soon')).toBeLessThanOrEqual(500);
  }
  const now = Date.parse('2027-01-31T09:00:00Z');
  expect(after('Sun, 31 Jan 2027 09:00:07 GMT', now)).toSatisfy((ms: number) => ms >= 7_000 && ms <= 7_250);
});
