// Tests one attempt against a real target: decrypted secrets, cancellation, lost leases.

import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { Cancellation } from '../http/cancellation.ts';
import { createHttpClient } from '../http/client.ts';
import { parseTargetPolicy } from '../http/targets.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { startTarget } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { CANCELED, LEASE_LOST, type Lease, SHUTDOWN } from './leases.ts';

async function prepare(changes: Partial<ClaimedRun> = {}) {
  const target = await startTarget();
  const client = createHttpClient(parseTargetPolicy('127.0.0.1', { loopbackWhenUnset: false }));
  onTestFinished(async () => {
    await client.close();
    await target.close();
  });
  const now = Temporal.Now.instant();
  const run = {
    id: '01934d5c-8000-7abc-8def-0123456789ab',
    job_id: '01930000-0000-7000-8000-000000000001',
    job_name: 'Nightly',
    job_key: null,
    is_awaited: false,
    scheduled_for: now,
    due_at: now,
    attempt_number: 1,
    counted_attempts: 0,
    started_at: null,
    payload: { a: 1 },
    target: target.url,
    method: 'POST',
    headers: {},
    secret_headers: [],
    credential: null,
    timeout_seconds: 5,
    retry: {
      max_attempts: 4,
      initial_delay_seconds: 10,
      max_delay_seconds: 60,
      factor: 2,
      max_age_seconds: 600,
      on: null,
    },
    success: { statuses: ['2xx'], body_contains: null },
    signing_secret: null,
    previous_signing_secret: null,
    ...changes,
  } as ClaimedRun;
  const lease: Lease = {
    runId: run.id,
    token: 'token',
    giveUp: new Cancellation(),
    validUntil: performance.now() + 20_000,
  };
  const deps: AttemptDeps = {
    client,
    clock: {
      observe: () => {},
      offsetMs: () => 0,
      isFresh: () => true,
      monotonicNow: () => 0,
      nowMs: () => performance.timeOrigin + performance.now(),
    },
    stopping: new AbortController().signal,
    decrypt: (run) => ({ headers: run.headers, secrets: [] }),
    credentials: { send: () => Promise.reject(new Error('The run has no credential.')) },
  };
  return { target, run, lease, deps };
}

const canceled = {
  status: 'canceled',
  statusReason: null,
  nextDueAt: null,
  attempt: {
    outcome: 'canceled',
    status_code: null,
    error: { code: 'canceled', message: 'The run was canceled.' },
    response: null,
  },
};

test('a cancel request during the attempt ends the attempt and the run', async () => {
  const { target, run, lease, deps } = await prepare();
  target.answer = () => {};
  const attempted = attempt(deps, run, lease);
  await waitFor('the request', () => target.deliveries.length > 0);
  lease.giveUp.abort(CANCELED);
  expect(await attempted).toMatchObject(canceled);
});

test('a cancel request before the attempt prevents its HTTP request', async () => {
  const { target, run, lease, deps } = await prepare();
  lease.giveUp.abort(CANCELED);
  expect(await attempt(deps, run, lease)).toMatchObject(canceled);
  expect(target.deliveries).toEqual([]);
});

test('a cancel request after the response has no effect', async () => {
  const { run, lease, deps } = await prepare();
  const client: AttemptDeps['client'] = {
    ...deps.client,
    send: async (request) => {
      const result = await deps.client.send(request);
      lease.giveUp.abort(CANCELED);
      return result;
    },
  };
  expect(await attempt({ ...deps, client }, run, lease)).toMatchObject({ status: 'succeeded' });
});

test('a lost lease or a shutdown ends the attempt before and during its HTTP request', async () => {
  for (const [reason, expected] of [
    [LEASE_LOST, 'given_up'],
    [SHUTDOWN, { status: 'retrying', attempt: { outcome: 'lost', error: { code: 'worker_lost' } } }],
  ] as const) {
    const during = await prepare();
    during.target.answer = () => {};
    const attempted = attempt(during.deps, during.run, during.lease);
    await waitFor('the request', () => during.target.deliveries.length > 0);
    during.lease.giveUp.abort(reason);
    const result = await attempted;
    if (typeof expected === 'string') expect(result).toBe(expected);
    else expect(result).toMatchObject(expected);

    const before = await prepare();
    before.lease.giveUp.abort(reason);
    expect(await attempt(before.deps, before.run, before.lease)).toBe('given_up');
    expect(before.target.deliveries).toEqual([]);
  }
});

test('secrets are decrypted for the request and not recorded', async () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const { target, run, lease, deps } = await prepare({
    headers: { authorization: 'encrypted', accept: '*/*' },
    signing_secret: 'encrypted',
  });
  const decrypt = () => ({
    headers: { authorization: 'Bearer decrypted', accept: '*/*' },
    secrets: [secret],
  });
  target.answer = ({ headers: echoed }, response) =>
    response.setHeader('x-echo', String(echoed['authorization'])).end(JSON.stringify({ echoed, secret }));
  const result = await attempt({ ...deps, decrypt }, run, lease);

  const [delivery] = target.deliveries;
  expect(delivery?.headers).toMatchObject({ authorization: 'Bearer decrypted', accept: '*/*' });
  const headers = delivery?.headers as Record<string, string>;
  expect(new Webhook(secret).verify(delivery?.body ?? '', headers)).toEqual({ a: 1 });
  expect(result).toMatchObject({
    attempt: { request: { headers: { authorization: '[redacted]', accept: '*/*' } } },
  });
  const recorded = JSON.stringify(result);
  const [, signature = ''] = headers['webhook-signature']?.split(',') ?? [];
  for (const text of ['Bearer decrypted', secret.slice(6), signature]) expect(recorded).not.toContain(text);
  expect(result).toMatchObject({ attempt: { response: { headers: { 'x-echo': '[redacted]' } } } });
});

test('the success policy of the job and Retry-After of the response decide the retry', async () => {
  const { target, run, lease, deps } = await prepare({
    success: { statuses: ['2xx'], body_contains: 'done' },
  });
  target.answer = (_delivery, response) => response.setHeader('retry-after', '30').end('not yet');
  const result = await attempt(deps, run, lease);
  if (typeof result === 'string') throw new Error(result);
  expect(result).toMatchObject({ status: 'retrying', attempt: { error: { code: 'body_mismatch' } } });
  expect(result.nextDueAt?.since(result.finishedAt).total('seconds')).toBe(30);

  const date = new Date(Date.now() + 40_000).toUTCString();
  target.answer = (_delivery, response) => response.setHeader('retry-after', date).end('not yet');
  const dated = await attempt(deps, run, lease);
  if (typeof dated === 'string') throw new Error(dated);
  const pastDateMs = (dated.nextDueAt?.epochMilliseconds ?? 0) - Date.parse(date);
  expect([0, 1]).toContain(pastDateMs);

  target.answer = (_delivery, response) => response.end('done');
  expect(await attempt(deps, run, lease)).toMatchObject({ status: 'succeeded' });
});
