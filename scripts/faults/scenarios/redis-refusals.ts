// Faults in which Redis responds, but refuses: rights, replicas, connection limits, strangers in the queue.
import { Queue } from 'bullmq';
import { startRedis } from '../../../src/testing/servers.ts';
import { readQueue } from '../collect-evidence.ts';
import type { Field, Scenario } from '../scenario.ts';

const REDIS = ['redis'] as const;
const REFILLED = { recoveryMs: 30_000 };
const FAULT_MS = 25_000;

/** Refuses something for a while, then allows it again. */
function refusal(
  name: string,
  about: string,
  refuse: (field: Field) => Promise<unknown>,
  allow: (field: Field) => Promise<unknown>,
): Scenario {
  return {
    name,
    group: 'Redis refuses',
    about,
    backends: REDIS,
    faultMs: FAULT_MS,
    limits: REFILLED,
    fault: async (field) => {
      await refuse(field);
      await field.wait(FAULT_MS);
      await allow(field);
    },
  };
}

const client = ({ cluster }: Field) => cluster.redisClient!;

export const redisRefusalScenarios: Scenario[] = [
  refusal(
    'redis-no-info',
    'the right to INFO is taken away, and all connections are closed',
    async (field) => {
      await client(field).call('ACL', 'SETUSER', 'default', '-info');
      await closeOthers(field);
    },
    async (field) => await client(field).call('ACL', 'SETUSER', 'default', '+@all'),
  ),
  refusal(
    'redis-no-scripts',
    'the right to run scripts is taken away',
    async (field) => await client(field).call('ACL', 'SETUSER', 'default', '-@scripting'),
    async (field) => await client(field).call('ACL', 'SETUSER', 'default', '+@all'),
  ),
  refusal(
    'redis-other-keys',
    'only keys of another pattern are allowed',
    async (field) => await client(field).call('ACL', 'SETUSER', 'default', 'resetkeys', '~other:*'),
    async (field) => await client(field).call('ACL', 'SETUSER', 'default', 'allkeys'),
  ),
  refusal(
    'redis-read-only',
    'becomes a replica without its primary (READONLY)',
    async (field) => await client(field).call('REPLICAOF', '127.0.0.1', '1'),
    async (field) => await client(field).call('REPLICAOF', 'NO', 'ONE'),
  ),
  refusal(
    'redis-max-clients',
    'no connection is free for the consuming connections',
    async (field) => {
      await client(field).config('SET', 'maxclients', '1');
      await closeOthers(field, /cmd=(bzpop|brpop|blmove|brpoplpush)/);
    },
    async (field) => await client(field).config('SET', 'maxclients', '10000'),
  ),
  {
    name: 'redis-failover',
    group: 'Redis refuses',
    about:
      'failover: the old primary becomes a replica and keeps its connections; new ones reach the new primary',
    backends: REDIS,
    faultMs: 1_000,
    limits: { recoveryMs: 30_000 },
    fault: async (field) => {
      const { cluster } = field;
      const next = await startRedis();
      cluster.stack.defer(async () => await next.throwAway());
      const port = Number(new URL(next.url).port);
      for (const { toRedis } of cluster.members) toRedis!.upstreamPort = port;
      await client(field).call('REPLICAOF', '127.0.0.1', String(port));
    },
    afterwards: async ({ cluster }) => {
      // Frees the keys that were copied: the queue is now in the new primary.
      await cluster.redisClient!.call('REPLICAOF', 'NO', 'ONE');
      await cluster.redisClient!.flushall();
    },
  },
  {
    name: 'redis-poisoned',
    group: 'Redis refuses',
    about: 'malformed messages, and every message twice',
    backends: REDIS,
    faultMs: 4_000,
    limits: { recoveryMs: 10_000, worstMs: 10_000 },
    fault: async (field) => {
      await poison(field);
    },
  },
];

async function closeOthers(field: Field, kind = /./): Promise<void> {
  const own = String(await client(field).client('ID'));
  const list = String(await client(field).client('LIST'));
  for (const line of list.trim().split('\n')) {
    const id = /^id=(\d+)/.exec(line)?.[1];
    if (id !== undefined && id !== own && kind.test(line)) await client(field).client('KILL', 'ID', id);
  }
}

const UNKNOWN_RUN = '01a22536-2a5a-7526-9188-000000000000';
const MALFORMED: unknown[] = [
  {},
  null,
  'text',
  { runs: { '127.0.0.1': ['not a run id'] }, due_ms: 1 },
  { runs: [[UNKNOWN_RUN, 17]], due_ms: 1 },
  { runs: { '127.0.0.1': ['01a22536-2a5a-7526-9188-81AABB7DE30A\u0000'] }, due_ms: 'soon' },
  { runs: { '127.0.0.1': [UNKNOWN_RUN] }, due_ms: 1e300 },
];

async function poison(field: Field): Promise<void> {
  const { cluster, wait } = field;
  const keys = await client(field).keys('*:runs:meta');
  const prefix = keys[0]!.slice(0, -':runs:meta'.length);
  const connection = { host: '127.0.0.1', port: Number(new URL(cluster.redis!.url).port) };
  const queue = new Queue('runs', { prefix, connection });
  try {
    for (const body of MALFORMED) await queue.add('due', body);
    for (let count = 0; count < 20; count++) {
      const delayed = await queue.getDelayed(0, 20);
      await queue.addBulk(
        delayed.map(({ name, data }) => ({
          name,
          data: data as unknown,
          opts: { delay: 200, removeOnComplete: true, removeOnFail: true },
        })),
      );
      await wait(200);
    }
    await field.until(
      'the malformed messages to be dropped',
      async () => (await readQueue(cluster.pool, client(field))).every(({ runIds }) => runIds !== undefined),
      20_000,
    );
  } finally {
    await queue.close();
  }
}
