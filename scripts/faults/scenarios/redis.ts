// Faults of Redis as a server: data lost, restarts, freezes, full memory.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Field, Scenario } from '../scenario.ts';

const REDIS = ['redis'] as const;
/** Redis is refilled within 30 s. */
const REFILLED = { recoveryMs: 30_000 };

function redisOf({ cluster }: Field) {
  return { server: cluster.redis!, client: cluster.redisClient! };
}

export const redisScenarios: Scenario[] = [
  {
    name: 'redis-flushed',
    group: 'Redis',
    about: 'FLUSHALL, three times',
    backends: REDIS,
    faultMs: 20_000,
    limits: REFILLED,
    fault: async (field) => {
      const { client } = redisOf(field);
      await client.flushall();
      for (let count = 0; count < 2; count++) {
        await field.wait(field.random.between(7_000, 10_000));
        await client.flushall();
      }
    },
  },
  {
    name: 'redis-restarted-empty',
    group: 'Redis',
    about: 'killed and restarted without its data',
    backends: REDIS,
    faultMs: 3_000,
    limits: REFILLED,
    fault: async (field) => {
      const { server } = redisOf(field);
      await server.kill('SIGKILL');
      await field.wait(field.random.between(0, 2_500));
      await server.start();
    },
  },
  {
    name: 'redis-restarted-persistent',
    group: 'Redis',
    about: 'killed and restarted with its data (append-only file)',
    backends: REDIS,
    faultMs: 3_000,
    limits: REFILLED,
    cluster: { redis: ['--appendonly', 'yes'] },
    fault: async (field) => {
      const { server } = redisOf(field);
      await server.kill('SIGKILL');
      await field.wait(field.random.between(0, 2_500));
      await server.start();
    },
  },
  {
    name: 'redis-gone',
    group: 'Redis',
    about: 'gone for 40 s',
    backends: REDIS,
    faultMs: 40_000,
    limits: REFILLED,
    fault: async (field) => {
      const { server } = redisOf(field);
      await server.kill('SIGKILL');
      await field.wait(40_000);
      await server.start();
    },
  },
  {
    name: 'redis-frozen',
    group: 'Redis',
    about: 'frozen for 30 s (SIGSTOP)',
    backends: REDIS,
    faultMs: 30_000,
    limits: REFILLED,
    fault: async (field) => {
      const { server } = redisOf(field);
      process.kill(server.pid(), 'SIGSTOP');
      await field.wait(30_000);
      process.kill(server.pid(), 'SIGCONT');
    },
  },
  {
    name: 'redis-out-of-memory',
    group: 'Redis',
    about: 'out of memory for 25 s with noeviction',
    backends: REDIS,
    faultMs: 25_000,
    limits: REFILLED,
    fault: async (field) => {
      const { client } = redisOf(field);
      await client.config('SET', 'maxmemory', '1');
      await field.wait(25_000);
      await client.config('SET', 'maxmemory', '0');
    },
  },
  {
    name: 'redis-eviction-policy',
    group: 'Redis',
    about: 'wrong eviction policy: every process warns, keys are evicted',
    backends: REDIS,
    faultMs: 5_000,
    limits: REFILLED,
    cluster: { redis: ['--maxmemory-policy', 'allkeys-random'] },
    fault: async (field) => {
      const { client } = redisOf(field);
      await client.config('SET', 'maxmemory', '1');
      await field.wait(5_000);
      await client.config('SET', 'maxmemory', '0');
      for (const { name, role } of field.cluster.members) {
        const file = path.join(field.cluster.folder, `${name.replace(' ', '-')}.log`);
        field.expect(
          role === 'api' || /noeviction|maxmemory-policy/.test(readFileSync(file, 'utf8')),
          `${name} did not warn of the eviction policy`,
        );
      }
    },
  },
  {
    name: 'redis-scripts-flushed',
    group: 'Redis',
    about: 'script cache flushed, once a second',
    backends: REDIS,
    faultMs: 8_000,
    limits: { recoveryMs: 10_000, worstMs: 15_000 },
    fault: async (field) => {
      for (let count = 0; count < 8; count++) {
        await redisOf(field).client.script('FLUSH');
        await field.wait(1_000);
      }
    },
  },
  {
    name: 'redis-keys-deleted',
    group: 'Redis',
    about: 'a third of the keys deleted by hand, once a second',
    backends: REDIS,
    faultMs: 10_000,
    limits: REFILLED,
    fault: async (field) => {
      const { client } = redisOf(field);
      for (let count = 0; count < 10; count++) {
        for (const key of await client.keys('*')) if (field.random.next() < 0.33) await client.del(key);
        await field.wait(1_000);
      }
    },
  },
];
