// Tests delivery through the API: requests, success policy, retries, cancels and reruns.

import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Job, JobInput, RunWithAttempts } from '../../client/src/index.ts';
import { refusalOf } from '../testing/refusal.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { startTarget, type Target } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';

let service: TestService;
let target: Target;
beforeAll(async () => {
  const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');
  [service, target] = await Promise.all([startTestService({ ENCRYPTION_KEY }), startTarget()]);
});
afterAll(async () => {
  await service.stop();
  await target.close();
});
const ok: Target['answer'] = (_delivery, response) => response.end('ok');
afterEach(() => {
  target.deliveries.length = 0;
  target.answer = ok;
});

const jobs = () => service.scheduler.jobs;
const runs = () => service.scheduler.runs;

async function createJob(fields: Partial<JobInput> = {}): Promise<Job> {
  return await jobs().create({
    name: 'job',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    retry: { initial_delay_seconds: 0, max_attempts: 3 },
    ...fields,
  });
}

async function ended(id: string): Promise<RunWithAttempts> {
  return await waitFor('the end', async () => {
    const run = await runs().get(id);
    return run.finished_at !== null && run;
  });
}

async function runToEnd(fields: Partial<JobInput> = {}): Promise<RunWithAttempts> {
  const { id } = await jobs().run((await createJob(fields)).id);
  return await ended(id);
}

const answerWith =
  (status: number, body = '', headers: Record<string, string> = {}): Target['answer'] =>
  (_delivery, response) =>
    response.writeHead(status, headers).end(body);

describe('the success policy', () => {
  test('listed statuses and classes', async () => {
    target.answer = answerWith(404);
    expect(await runToEnd({ success: { statuses: ['2xx', '404'] } })).toMatchObject({
      status: 'succeeded',
      status_code: 404,
      attempt_count: 1,
    });
    target.answer = answerWith(200);
    expect(await runToEnd({ success: { statuses: ['204'] } })).toMatchObject({
      status: 'failed',
      attempt_count: 3,
      error: { code: 'status_200' },
    });
  });

  test('a text that the body must contain', async () => {
    target.answer = answerWith(200, '{"state":"done"}');
    expect(await runToEnd({ success: { body_contains: '"done"' } })).toMatchObject({ status: 'succeeded' });
    expect(await runToEnd({ success: { body_contains: 'absent' } })).toMatchObject({
      status: 'failed',
      status_code: 200,
      error: { code: 'body_mismatch' },
    });
  });
});

describe('retries', () => {
  test('none after 410', async () => {
    target.answer = answerWith(410);
    expect(await runToEnd()).toMatchObject({ status: 'failed', attempt_count: 1, status_code: 410 });
  });

  test('none after scheduler-retry: no', async () => {
    target.answer = answerWith(500, '', { 'scheduler-retry': 'no' });
    expect(await runToEnd()).toMatchObject({ status: 'failed', attempt_count: 1 });
  });

  test('not before Retry-After', async () => {
    let count = 0;
    target.answer = (_delivery, response) =>
      count++ === 0 ? response.writeHead(503, { 'retry-after': '1' }).end() : response.end('ok');
    const run = await runToEnd();
    expect(run).toMatchObject({ status: 'succeeded', attempt_count: 2 });
    const [first, second] = run.attempts;
    const firstEnd = Date.parse(first!.started_at) + first!.duration_ms!;
    expect(Date.parse(second!.started_at) - firstEnd).toBeGreaterThanOrEqual(990);
  });
});

describe('the request', () => {
  const current = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
  const next = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

  test('is signed with the new secret, and for a day also with the replaced one', async () => {
    const job = await createJob({ signing_secret: current, payload: { amount: 12 } });
    expect(job.has_signing_secret).toBe(true);
    expect(JSON.stringify(job)).not.toContain('whsec_');
    const send = async () => {
      target.deliveries.length = 0;
      await ended((await jobs().run(job.id)).id);
      const [{ headers, body }] = target.deliveries as [Target['deliveries'][number]];
      return (secret: string) => new Webhook(secret).verify(body, headers as Record<string, string>);
    };
    expect((await send())(current)).toEqual({ amount: 12 });

    // An omitted secret stays; sending the response of GET changes nothing.
    expect((await jobs().replace(job.id, await jobs().get(job.id))).version).toBe(job.version);
    const rolled = await jobs().update(job.id, { signing_secret: next });
    expect(rolled.version).toBe(job.version + 1);
    const verify = await send();
    expect(verify(next)).toEqual({ amount: 12 });
    expect(verify(current)).toEqual({ amount: 12 });
    expect(() => verify(`whsec_${Buffer.alloc(24, 9).toString('base64')}`)).toThrow();

    const bare = await jobs().update(job.id, { signing_secret: null });
    expect(bare.has_signing_secret).toBe(false);
    await send();
    expect(target.deliveries[0]?.headers['webhook-signature']).toBeUndefined();
    expect(await refusalOf(createJob({ signing_secret: 'whsec_short' }))).toEqual([422, '/signing_secret']);
  });

  test('has replaced placeholders and a trace', async () => {
    const key = `templates:${crypto.randomUUID()}`;
    const job = await createJob({
      key,
      name: 'close {{run.id}}',
      headers: { 'x-run': 'run {{run.id}} of {{job.key}}' },
      payload: { text: 'attempt {{run.attempt}} of {{job.name}} at {{run.scheduled_for}}, {{other}}', n: 1 },
    });
    const run = await ended((await jobs().run(job.id)).id);
    const [delivery] = target.deliveries;
    expect(delivery?.headers['x-run']).toBe(`run ${run.id} of ${key}`);
    expect(JSON.parse(delivery!.body)).toEqual({
      text: `attempt 1 of close {{run.id}} at ${run.scheduled_for}, {{other}}`,
      n: 1,
    });
    expect(delivery?.headers['traceparent']).toMatch(
      new RegExp(`^00-${run.id.replaceAll('-', '')}-[0-9a-f]{16}-01$`),
    );
    expect(await refusalOf(createJob({ key }))).toEqual([409, '/key']);
  });

  test('has secret headers that no response shows', async () => {
    const job = await createJob({ headers: { Authorization: 'Bearer hush', 'x-tenant': 'acme' } });
    expect(job.headers).toEqual({ Authorization: '[redacted]', 'x-tenant': 'acme' });
    const run = await ended((await jobs().run(job.id)).id);
    expect(target.deliveries[0]?.headers['authorization']).toBe('Bearer hush');
    expect(JSON.stringify(run)).not.toContain('hush');
    // A redacted header in a request keeps the stored value, and so does any other edit.
    expect((await jobs().replace(job.id, job)).version).toBe(job.version);
    await jobs().update(job.id, { timeout_seconds: 9 });
    await ended((await jobs().run(job.id)).id);
    expect(target.deliveries[1]?.headers['authorization']).toBe('Bearer hush');
  });

  test('can be tested before the job is stored', async () => {
    target.answer = answerWith(201, 'made');
    const before = (await jobs().list({ limit: 1 })).data[0]?.id;
    const attempt = await jobs().test({
      name: 'test',
      target: target.url,
      method: 'PUT',
      payload: { a: 1 },
      schedule_type: 'specific_time',
      specific_time: '2030-01-01T00:00:00Z',
    });
    expect(attempt).toMatchObject({
      number: 1,
      outcome: 'succeeded',
      status_code: 201,
      request: { method: 'PUT', body: '{"a":1}' },
      response: { body: 'made' },
    });
    expect((await jobs().list({ limit: 1 })).data[0]?.id).toBe(before);
    const refused = { name: 'test', target: 'http://10.0.0.1/', schedule_type: 'cron' as const };
    expect(await refusalOf(jobs().test({ ...refused, cron_expression: '* * * * *' }))).toEqual([
      422,
      '/target',
    ]);
  });
});

describe('a run', () => {
  /** A target that responds when the test releases it. */
  function hold(): (() => void)[] {
    const answers: (() => void)[] = [];
    target.answer = (_delivery, response) => answers.push(() => response.end('ok'));
    return answers;
  }

  test('is canceled while the target has not responded', async () => {
    const answers = hold();
    const job = await createJob();
    const run = await jobs().run(job.id);
    await waitFor('the request', () => answers.length === 1);
    expect((await runs().cancel(run.id)).status).toBe('running');
    const { status, status_reason, attempts } = await ended(run.id);
    expect([status, status_reason]).toEqual(['canceled', 'user']);
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(['canceled']);
    expect(await refusalOf(runs().cancel(run.id))).toEqual([409]);
  });

  test('is canceled at once while retrying', async () => {
    target.answer = answerWith(500);
    const job = await createJob({ retry: { initial_delay_seconds: 3_600, max_attempts: 3 } });
    const run = await jobs().run(job.id);
    await waitFor('the failure', async () => (await runs().get(run.id)).status === 'retrying');
    expect(await runs().cancel(run.id)).toMatchObject({ status: 'canceled', status_reason: 'user' });
  });

  test('that has ended is rerun with the same occurrence and payload', async () => {
    const job = await createJob({ payload: { from: 'job' } });
    const first = await jobs().run(job.id, { payload: { from: 'override' } });
    const source = await ended(first.id);
    const again = await runs().retry(source.id);
    expect(again).toMatchObject({
      trigger: 'retry',
      source_run_id: source.id,
      scheduled_for: source.scheduled_for,
    });
    expect((await ended(again.id)).status).toBe('succeeded');
    expect(target.deliveries.map(({ body }) => body)).toEqual(['{"from":"override"}', '{"from":"override"}']);
    expect(target.deliveries[1]?.headers['webhook-id']).toBe(again.id);

    hold();
    const open = await jobs().run(job.id);
    expect(await refusalOf(runs().retry(open.id))).toEqual([409]);
    await jobs().delete(job.id);
    expect(await refusalOf(runs().retry(source.id))).toEqual([409]);
    expect(await refusalOf(runs().retry(crypto.randomUUID()))).toEqual([404]);
  });

  test('of too many consecutive failures fails its job, and a resume resets the count', async () => {
    target.answer = answerWith(500);
    const job = await createJob({ pause_after_failures: 2, retry: { max_attempts: 1 } });
    await ended((await jobs().run(job.id)).id);
    expect(await jobs().get(job.id)).toMatchObject({ status: 'active', consecutive_failures: 1 });
    target.answer = ok;
    await ended((await jobs().run(job.id)).id);
    expect(await jobs().get(job.id)).toMatchObject({ status: 'active', consecutive_failures: 0 });

    target.answer = answerWith(500);
    await ended((await jobs().run(job.id)).id);
    await ended((await jobs().run(job.id)).id);
    expect(await jobs().get(job.id)).toMatchObject({
      status: 'failed',
      status_reason: 'too_many_failures',
      consecutive_failures: 2,
      next_run: null,
    });
    expect((await jobs().list({ status: 'failed' })).data.map(({ id }) => id)).toContain(job.id);
    expect(await jobs().resume(job.id)).toMatchObject({ status: 'active', consecutive_failures: 0 });
  });
});
