// Faults of Redis: data lost, restarts, freezes, full memory.
import type { Scenario } from '../scenario.ts';

/** Redis is refilled within 30 s. */
const REFILL_MS = 30_000;

export const redisScenarios: Scenario[] = [
  {
    name: 'redis-flushed',
    group: 'Redis',
    about: 'FLUSHALL, three times',
    backends: ['redis'],
    faultMs: 20_000,
    limits: { recoveryMs: REFILL_MS },
    isShort: true,
    fault: async ({ cluster, random, wait }) => {
      await cluster.redisClient!.flushall();
      for (let count = 0; count < 2; count++) {
        await wait(random.between(7_000, 10_000));
        await cluster.redisClient!.flushall();
      }
    },
  },
];
