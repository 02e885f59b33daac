// Tests idempotent requests while Redis is down: idempotency keys are in PostgreSQL.
import { expect, test } from 'vitest';
import { prepareBackend } from '../testing/backend.ts';
import { startTestService } from '../testing/service.ts';
import { startTcpProxy } from '../testing/tcp-proxy.ts';

test('idempotency-012: while Redis is down, a repeated request creates one job', async () => {
  const prepared = await prepareBackend();
  const redis = new URL(prepared.environment['REDIS_URL']!);
  const port = Number(redis.port);
  const proxy = await startTcpProxy(port);
  redis.port = String(proxy.port);
  const environment = { ...prepared.environment, REDIS_URL: redis.href, LOG_LEVEL: 'silent' };
  const service = await startTestService(environment);
  try {
    // Nothing listens on port 1.
    proxy.leadTo(1);
    proxy.cut();
    // Due soon, so that its run is enqueued with the request.
    const specific_time = new Date(Date.now() + 4_000).toISOString();
    const job = {
      name: 'once',
      target: `${service.url}/healthz`,
      schedule_type: 'specific_time',
      specific_time,
    };
    const create = () => service.request('POST', '/jobs', job, { 'idempotency-key': 'once' });
    const [first, again] = [await create(), await create()];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    expect((await service.scheduler.jobs.list()).data).toHaveLength(1);
    proxy.leadTo(port);
  } finally {
    await service.stop();
    await proxy.close();
    await prepared.cleanUp();
  }
});
