// Faults of API processes, and of all processes at once.
import type { JobInput } from '../../../client/src/index.ts';
import type { Scenario } from '../scenario.ts';

const BOTH = ['redis', 'postgres'] as const;
const ALL = [...BOTH, 'embedded'] as const;
const POSTS = 100;

/** As a client does: the key makes a repetition harmless. */
async function repeatUnavailable<T>(request: () => Promise<T>): Promise<T> {
  for (let left = 10; ; left--) {
    try {
      return await request();
    } catch (error) {
      const { status } = error as { status?: number };
      if (left === 0 || (status !== 503 && status !== 409)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

export const apiScenarios: Scenario[] = [
  {
    name: 'api-killed',
    group: 'API',
    about: 'an API process is killed during 100 parallel POSTs, which are then repeated with their keys',
    backends: BOTH,
    faultMs: 6_000,
    limits: { recoveryMs: 10_000, worstMs: 5_000 },
    fault: async ({ cluster, random, now, wait, jobs, expect }) => {
      const [victim, other] = cluster.apis;
      const atMs = Math.ceil(now()) + 12_000;
      const input = (index: number): JobInput => ({
        name: `posted ${index}`,
        target: `${cluster.targetUrl}/ok`,
        schedule_type: 'specific_time',
        specific_time: new Date(atMs).toISOString(),
      });
      const keys = Array.from({ length: POSTS }, (_, index) => `post-${random.between(0, 1e9)}-${index}`);
      const first = keys.map((idempotencyKey, index) =>
        victim!.client.jobs.create(input(index), { idempotencyKey }).then(
          () => true,
          () => false,
        ),
      );
      await wait(random.between(5, 120));
      await victim!.end('SIGKILL');
      const answered = (await Promise.all(first)).filter(Boolean).length;
      const nowMs = now();
      const created = await Promise.all(
        keys.map((idempotencyKey, index) =>
          repeatUnavailable(() => other!.client.jobs.create(input(index), { idempotencyKey })),
        ),
      );
      victim!.launch();
      for (const { id, name } of created) {
        jobs.push({
          id,
          name,
          schedule: { type: 'specific', atMs },
          overlap: 'skip',
          active: [
            { fromMs: nowMs - 60_000, surelyFromMs: nowMs, surelyUntilMs: Infinity, untilMs: Infinity },
          ],
          endsAtMs: Infinity,
          isDeleted: false,
          isSlow: false,
        });
      }
      const { rows } = await cluster.pool.query<{ count: number }>(
        `select count(*)::int as count from jobs where name like 'posted %'`,
      );
      expect(
        rows[0]!.count === POSTS,
        `${rows[0]!.count} jobs exist after ${POSTS} POSTs (${answered} answered)`,
      );
    },
  },
  {
    name: 'all-killed',
    group: 'API',
    about: 'every process is killed and Redis emptied; all start again',
    backends: ALL,
    faultMs: 6_000,
    limits: { lostAttempts: 60 },
    fault: async ({ cluster, random, wait }) => {
      await Promise.all(cluster.members.map((member) => member.end('SIGKILL')));
      await cluster.redisClient?.flushall();
      await wait(random.between(1_000, 4_000));
      for (const member of cluster.members) member.launch();
      await Promise.all(cluster.members.map((member) => member.waitUntilReady()));
    },
  },
  {
    name: 'stores-absent-at-start',
    group: 'Start order',
    about: 'every process starts before the stores, which appear in a random order',
    backends: BOTH,
    faultMs: 0,
    limits: {},
    launch: async ({ postgres, redis, members }, random) => {
      await Promise.all([postgres.kill('SIGQUIT'), redis?.kill('SIGKILL')]);
      for (const member of members) member.launch();
      const stores = redis ? [postgres, redis] : [postgres];
      if (random.next() < 0.5) stores.reverse();
      for (const store of stores) {
        await new Promise((resolve) => setTimeout(resolve, random.between(1_000, 4_000)));
        await store.start();
      }
      await Promise.all(members.map((member) => member.waitUntilReady()));
    },
    fault: async () => {},
  },
];
