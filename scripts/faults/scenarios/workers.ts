// Faults of workers: killed, frozen, stopped.
import type { Scenario } from '../scenario.ts';

const BOTH = ['redis', 'postgres'] as const;

export const workerScenarios: Scenario[] = [
  {
    name: 'worker-killed',
    group: 'Workers',
    about: 'a worker is killed with requests in flight',
    backends: BOTH,
    faultMs: 2_000,
    limits: { lostAttempts: 30 },
    isShort: true,
    fault: async ({ cluster, random, wait }) => {
      const victim = random.pick(cluster.workers);
      await victim.end('SIGKILL');
      await wait(random.between(0, 1_500));
      victim.launch();
    },
  },
  {
    name: 'worker-frozen',
    group: 'Workers',
    about: 'a worker is stopped for 45 s and continued; its late results are refused',
    backends: BOTH,
    faultMs: 45_000,
    limits: { lostAttempts: 30 },
    fault: async ({ cluster, random, wait }) => {
      const victim = random.pick(cluster.workers);
      victim.freeze();
      await wait(45_000);
      victim.thaw();
    },
  },
];
