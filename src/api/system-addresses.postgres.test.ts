// Tests GET /system at other addresses, and while the database is unreachable; neither depends on the backend.
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient, type System } from '../../client/src/index.ts';
import { settingNames } from '../settings.ts';
import { contractFetch } from '../testing/contract.ts';
import { API_KEYS, keys } from '../testing/keys.ts';
import { launchProcess } from '../testing/process.ts';
import { freePort } from '../testing/servers.ts';
import { startTestService } from '../testing/service.ts';
import { waitFor } from '../testing/wait.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Validates every response against the contract. */
const read = (url: string) =>
  createClient({ baseUrl: url, apiKey: keys.viewer, fetch: contractFetch, retries: 0 }).system.get();

test.each([
  ['0.0.0.0', {}, false, true],
  ['0.0.0.0', { ALLOWED_TARGET_HOSTS: 'public,localhost' }, true, true],
  ['127.0.0.2', {}, true, true],
  ['::1', {}, true, true],
])('on %s with %o jobs may call it: %s', async (HOST, more, allowsLoopback, isOnLoopback) => {
  const at = await startTestService({ API_KEYS, HOST, ...more });
  const { targets, own_url } = await read(at.url);
  await at.stop();
  expect([targets.allows_loopback, own_url]).toEqual([allowsLoopback, isOnLoopback ? at.url : null]);
  expect(own_url).toMatch(/^http:\/\/(localhost|127\.0\.0\.2|\[::1\]):\d+$/);
});

describe('while the database is unreachable', () => {
  /** A service that starts without a database and queue. */
  async function readFrom(databasePort: number): Promise<System> {
    const [port, redisPort] = await Promise.all([freePort(), freePort()]);
    const waiting = launchProcess({
      POSTGRES_URL: `postgresql://me:not-to-be-shown@127.0.0.1:${databasePort}/x`,
      REDIS_URL: `redis://:nor-this@127.0.0.1:${redisPort}`,
      PORT: String(port),
      LOG_LEVEL: 'silent',
    });
    cleanUps.push(() => waiting.end('SIGKILL'));
    return await waitFor('an answer', () => read(`http://localhost:${port}`).catch(() => undefined));
  }

  test.each(['refuses', 'does not answer'])('a database that %s', async (what) => {
    let port = await freePort();
    if (what === 'does not answer') {
      const silent = createServer(() => {}).listen(0, '127.0.0.1');
      await new Promise((resolve) => silent.once('listening', resolve));
      cleanUps.push(async () => silent.close());
      port = (silent.address() as { port: number }).port;
    }
    const { database, queue, processes, settings, retention, targets, own_url } = await readFrom(port);
    expect(database).toEqual({
      kind: 'postgres',
      status: 'unreachable',
      latency_ms: null,
      version: null,
      size_bytes: null,
      clock_change: null,
    });
    expect(queue).toEqual({
      kind: 'redis',
      status: 'unreachable',
      latency_ms: null,
      waiting: null,
      delayed: null,
      active: null,
    });
    expect([processes, retention]).toEqual([[], { run_days: 30, oldest_run_at: null }]);
    expect([targets.allows_loopback, own_url]).toEqual([true, expect.stringMatching(/^http:\/\/localhost:/)]);
    expect(settings.map(({ name }) => name).toSorted()).toEqual(settingNames.toSorted());
    expect(JSON.stringify(settings)).not.toMatch(/not-to-be-shown|nor-this/);
  });
});
