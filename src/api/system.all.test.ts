// Tests GET /system while everything is reachable.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type System } from '../../client/src/index.ts';
import { version } from '../../openapi/document.ts';
import { settingNames } from '../settings.ts';
import { backend } from '../testing/backend.ts';
import { contractFetch } from '../testing/contract.ts';
import { API_KEYS, bearer, keys } from '../testing/keys.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { startTarget } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';

const encryptionKey = Buffer.alloc(32, 'not-to-be-shown').toString('base64');
const cleanUps: (() => Promise<unknown>)[] = [];
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ API_KEYS, ENCRYPTION_KEY: encryptionKey, RUN_RETENTION_DAYS: '7' });
});
afterAll(async () => {
  await service.stop();
  for (const cleanUp of cleanUps) await cleanUp();
});

/** Validates every response against the contract. */
const read = (url: string) =>
  createClient({ baseUrl: url, apiKey: keys.viewer, fetch: contractFetch, retries: 0 }).system.get();

/** On a busy machine a query may exceed its time limit, and then its part counts as unreachable. */
async function readReachable(): Promise<System> {
  return await waitFor('database and queue to respond in time', async () => {
    const system = await read(service.url);
    return system.database.size_bytes !== null && system.queue.waiting !== null && system;
  });
}

/** The process registers a moment after its start. */
async function readWithProcess(): Promise<System> {
  return await waitFor('the first beat', async () => {
    const system = await read(service.url);
    return system.processes.length > 0 && system;
  });
}

describe('with everything reachable', () => {
  test('the kinds of database and queue', async () => {
    const { version: shown, database, queue, retention, targets, own_url } = await readReachable();
    expect(shown).toBe(version);
    expect(database).toEqual({
      kind: backend === 'embedded' ? 'embedded' : 'postgres',
      status: 'ok',
      latency_ms: expect.any(Number) as number,
      version: expect.stringMatching(/^\d+\.\d+/) as string,
      size_bytes: expect.any(Number) as number,
      clock_change: null,
    });
    expect(database.size_bytes).toBeGreaterThan(1_000_000);
    expect(queue).toEqual({
      kind: backend === 'redis' ? 'redis' : 'database',
      status: 'ok',
      latency_ms: expect.any(Number) as number,
      waiting: 0,
      delayed: 0,
      active: 0,
    });
    expect(retention).toEqual({ run_days: 7, oldest_run_at: null });
    expect(targets).toEqual({
      allowed: ['public', 'localhost', '*.localhost', '127.0.0.0/8', '[::1]'],
      allows_loopback: true,
    });
    expect(own_url).toBe(service.url);
  });

  test('this process', async () => {
    const { processes } = await readWithProcess();
    expect(processes).toEqual([
      expect.objectContaining({
        roles: ['api', 'worker'],
        pid: process.pid,
        version,
        concurrency: 200,
        in_flight: 0,
        is_this: true,
      }),
    ]);
    const { started_at, seen_at } = processes[0]!;
    expect(Date.parse(started_at)).toBeLessThan(Date.parse(seen_at));
  });

  test('every effective setting, without secrets', async () => {
    const response = await service.request('GET', '/system', undefined, bearer(keys.viewer));
    const text = await response.text();
    const { settings } = JSON.parse(text) as System;
    expect(settings.map(({ name }) => name).toSorted()).toEqual(settingNames.toSorted());
    expect(settings).toEqual(
      expect.arrayContaining([
        {
          name: 'API_KEYS',
          value: 'looks (viewer), turns (operator), makes (admin)',
          is_default: false,
          is_secret: true,
        },
        { name: 'ENCRYPTION_KEY', value: '1 key', is_default: false, is_secret: true },
        { name: 'RUN_RETENTION_DAYS', value: '7', is_default: false, is_secret: false },
        { name: 'TARGET_CONCURRENCY', value: '100', is_default: true, is_secret: false },
      ]),
    );
    const digest = API_KEYS.split('sha256:')[1]!.split(',')[0]!;
    for (const secret of [...Object.values(keys), digest, encryptionKey]) expect(text).not.toContain(secret);
  });

  test('a running run is in flight, its message is acknowledged, and history has a start', async () => {
    const target = await startTarget();
    cleanUps.push(() => target.close());
    const answers: (() => void)[] = [];
    target.answer = (_delivery, response) => void answers.push(() => response.end('ok'));
    const scheduler = createClient({ baseUrl: service.url, apiKey: keys.admin, fetch: contractFetch });
    const job = await scheduler.jobs.create({
      name: 'slow',
      target: target.url,
      schedule_type: 'cron',
      cron_expression: '0 0 1 1 *',
    });
    const run = await scheduler.jobs.run(job.id);
    await waitFor('the request', () => answers.length === 1);
    // The message is acknowledged at the claim; from then on the lease protects the run.
    await waitFor('the acknowledgement', async () => (await read(service.url)).queue.active === 0);
    const oldestRunAt = await waitFor(
      'the start of history',
      async () => (await read(service.url)).retention.oldest_run_at,
    );
    expect(Math.abs(Date.parse(oldestRunAt) - Date.parse(run.scheduled_for))).toBeLessThan(1_000);
    await waitFor('the next beat', async () => (await read(service.url)).processes[0]?.in_flight === 1);
    for (const answer of answers) answer();
    await scheduler.runs.wait(run.id);
  });
});

test('values longer than the contract allows are truncated', async () => {
  const hosts = Array.from({ length: 1_200 }, (_, index) => `host-${index}.example.com`);
  const another = await startTestService({ API_KEYS, ALLOWED_TARGET_HOSTS: hosts.join(',') });
  const { settings: shown, targets } = await read(another.url);
  await another.stop();
  expect(targets.allowed).toEqual(hosts.slice(0, 1_000));
  const value = shown.find(({ name }) => name === 'ALLOWED_TARGET_HOSTS')!.value!;
  expect([value.length, value.at(-1)]).toEqual([10_000, '…']);
});
