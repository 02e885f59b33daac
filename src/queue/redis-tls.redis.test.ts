// Tests the queue on Redis over TLS with a private authority and an ACL user, and behind a Sentinel.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { makeCertificate } from '../http/test-certificate.ts';
import { newId } from '../store/ids.ts';
import { findPrograms } from '../testing/backends.ts';
import { freePort, startRedis } from '../testing/servers.ts';
import { waitFor } from '../testing/wait.ts';
import { openQueue } from './queue.ts';
import type { RedisExtras } from './redis-options.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-redis-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

/** Enqueues a message and returns the first error, or the number of messages in the queue. */
async function enqueueOne(redisUrl: string, redisExtras: RedisExtras): Promise<number | string> {
  const errors: string[] = [];
  const report = (error: unknown) => void errors.push((error as Error).message);
  const openPool = () => new pg.Pool();
  const queue = openQueue(
    { redisUrl, redisExtras, redisPrefix: async () => 'bull:{test}', openPool },
    report,
  );
  try {
    const ready = queue.ready().then(() => true);
    const isReady = await Promise.race([
      ready,
      waitFor('an error', () => errors.length > 0).then(() => false),
    ]);
    if (!isReady) return errors[0]!;
    await queue.enqueue([
      { id: newId(), runs: { host: [newId()] }, dueMs: Date.now(), delayMs: 0, isLate: false },
    ]);
    return (await queue.depth()).waiting;
  } finally {
    await queue.close();
  }
}

test('TLS with a private authority, as a user with the rights of the documentation', async () => {
  const { key, cert } = makeCertificate(['localhost']);
  const certificate = write('cert.pem', cert);
  const tlsPort = await freePort();
  const server = await startRedis([
    ...['--tls-port', String(tlsPort), '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', certificate, '--tls-key-file', write('key.pem', key)],
    ...['--tls-ca-cert-file', certificate],
  ]);
  const admin = new Redis(server.url);
  try {
    const rights = '~bull:* +@read +@write +@scripting +@connection -@dangerous +info';
    await admin.call('ACL', 'SETUSER', 'scheduler', 'on', '>p@ss', ...rights.split(' '));
    const url = `rediss://scheduler:p%40ss@localhost:${tlsPort}`;
    expect(await enqueueOne(url, { ca: cert })).toBe(1);
    expect(await enqueueOne(url, {}), 'an authority that Node.js does not know').toMatch(/certificate/);
    expect(await enqueueOne(url.replace('p%40ss', 'wrong'), { ca: cert })).toMatch(/REDIS_PASSWORD/);
  } finally {
    admin.disconnect();
    await server.throwAway();
  }
});

test('the primary that a Sentinel names', async () => {
  const server = await startRedis();
  const port = await freePort();
  const config = write(
    'sentinel.conf',
    `port ${port}\nbind 127.0.0.1\ndir ${folder}\nsentinel monitor main 127.0.0.1 ${new URL(server.url).port} 1\n`,
  );
  const sentinel = spawn(findPrograms().redisServer!, [config, '--sentinel'], { stdio: 'ignore' });
  try {
    const hosts = [{ host: '127.0.0.1', port }];
    await waitFor('the Sentinel', async () => {
      const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: () => null });
      client.on('error', () => {});
      const isUp = await client.connect().then(
        () => true,
        () => false,
      );
      client.disconnect();
      return isUp;
    });
    expect(await enqueueOne('redis://main:6379', { sentinels: { hosts, name: 'main' } })).toBe(1);
    const redis = new Redis(server.url);
    expect(await redis.keys('bull:{test}:runs:*')).not.toEqual([]);
    redis.disconnect();
  } finally {
    const ended = once(sentinel, 'exit');
    sentinel.kill();
    await ended;
    await server.throwAway();
  }
});
