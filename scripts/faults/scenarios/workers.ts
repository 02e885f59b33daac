// Faults of workers: killed, frozen, stopped.
import type { Field, Scenario } from '../scenario.ts';

const BOTH = ['redis', 'postgres'] as const;
const ALL = [...BOTH, 'embedded'] as const;
const LOSSES = 5;

export const workerScenarios: Scenario[] = [
  {
    name: 'worker-killed',
    group: 'Workers',
    about: 'a worker is killed with requests in flight',
    backends: ALL,
    faultMs: 8_000,
    limits: { lostAttempts: 60, lostAttemptsAtLeast: 1 },
    fault: async (field) => {
      const { cluster, random, wait } = field;
      await startRequests(field);
      const victim = random.pick(cluster.workers);
      await victim.end('SIGKILL');
      await wait(random.between(0, 1_500));
      victim.launch();
    },
  },
  {
    name: 'worker-killed-before-recording',
    group: 'Workers',
    about: 'a worker is killed after the target responded, before the result is stored',
    backends: BOTH,
    faultMs: 10_000,
    limits: { lostAttempts: 60, lostAttemptsAtLeast: 1 },
    fault: async (field) => {
      const { cluster, random, wait } = field;
      await startRequests(field);
      const victim = random.pick(cluster.workers);
      await victim.toPostgres.setMode('requests lost');
      await wait(random.between(1_000, 2_000));
      await victim.end('SIGKILL');
      await victim.toPostgres.setMode('reset');
      await victim.toPostgres.setMode('pass');
      victim.launch();
    },
  },
  {
    name: 'worker-killed-before-sending',
    group: 'Workers',
    about: 'a worker is killed between its claim and the request',
    backends: BOTH,
    faultMs: 4_000,
    limits: { lostAttempts: 60, lostAttemptsAtLeast: 1 },
    // The messages are lost with the responses: rarely has the victim just claimed one.
    backendLimits: { postgres: { lostAttemptsAtLeast: 0 } },
    fault: async ({ cluster, random, wait }) => {
      const victim = random.pick(cluster.workers);
      await victim.toPostgres.setMode('responses lost');
      await wait(random.between(1_000, 2_000));
      await victim.end('SIGKILL');
      await victim.toPostgres.setMode('reset');
      await victim.toPostgres.setMode('pass');
      victim.launch();
    },
  },
  {
    name: 'worker-killed-five-times',
    group: 'Workers',
    about: 'one run kills its worker five times: it ends as failed (worker_lost)',
    backends: BOTH,
    faultMs: 130_000,
    // Each time, the only worker loses what it has in flight.
    limits: { lostAttempts: LOSSES * 30 },
    cluster: { workers: 1, apis: 1 },
    fault: async (field) => await killFiveTimes(field),
    afterwards: async ({ cluster, expect }) => {
      const { rows } = await cluster.pool.query<{ status: string; reason: string }>(
        `select status, status_reason as reason from runs where job_name = 'poison'`,
      );
      expect(
        rows[0]?.status === 'failed' && rows[0].reason === 'worker_lost',
        `the run ended as ${JSON.stringify(rows)}`,
      );
    },
  },
  {
    name: 'worker-frozen',
    group: 'Workers',
    about: 'a worker is frozen for 45 s and continues: its late results are refused',
    backends: ALL,
    faultMs: 52_000,
    limits: { lostAttempts: 60, lostAttemptsAtLeast: 1, worstMs: 45_000 },
    // No other process takes over: the only one renews its leases when it continues.
    backendLimits: { embedded: { lostAttemptsAtLeast: 0 } },
    fault: async (field) => {
      const { cluster, random, wait } = field;
      await startRequests(field);
      const victim = random.pick(cluster.workers);
      victim.freeze();
      await wait(45_000);
      victim.thaw();
    },
  },
  {
    name: 'worker-stopped',
    group: 'Workers',
    about: 'SIGTERM with 50 requests in flight: none fails, none is repeated',
    backends: ALL,
    faultMs: 8_000,
    limits: { recoveryMs: 10_000, worstMs: 5_000 },
    isShort: true,
    fault: async (field) => {
      const { cluster, random, expect } = field;
      await startRequests(field);
      const victim = random.pick(cluster.workers);
      const code = await victim.end('SIGTERM');
      expect(code === 0, `${victim.name} ended with ${code}`);
      victim.launch();
    },
  },
  {
    name: 'rolling-restart',
    group: 'Workers',
    about: 'every process is restarted, one after another',
    backends: BOTH,
    faultMs: 30_000,
    limits: { recoveryMs: 10_000, worstMs: 5_000 },
    fault: async ({ cluster, expect }) => {
      for (const member of cluster.members) {
        const code = await member.end('SIGTERM');
        expect(code === 0, `${member.name} ended with ${code}`);
        member.launch();
        await member.waitUntilReady();
      }
    },
  },
];

/** Starts fifty requests of four seconds, and waits for some of these seconds. */
async function startRequests({ cluster, random, create, now, wait }: Field): Promise<void> {
  const atMs = Math.ceil(now()) + 3_000;
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      create(
        {
          name: `in flight ${index}`,
          target: `${cluster.targetUrl}/slow?ms=4000`,
          schedule_type: 'specific_time',
          specific_time: new Date(atMs).toISOString(),
        },
        { type: 'specific', atMs },
      ),
    ),
  );
  await wait(atMs - now() + random.between(500, 2_500));
}

async function killFiveTimes({ cluster, create, now, until, wait }: Field): Promise<void> {
  const [worker] = cluster.workers;
  const atMs = Math.ceil(now()) + 2_000;
  await create(
    {
      name: 'poison',
      target: `${cluster.targetUrl}/hang`,
      schedule_type: 'specific_time',
      specific_time: new Date(atMs).toISOString(),
      timeout_seconds: 600,
    },
    { type: 'specific', atMs },
    { isSlow: true },
  );
  for (let loss = 1; loss <= LOSSES; loss++) {
    await until(
      `delivery ${loss}`,
      async () => (await cluster.target.call('count', '/hang')) >= loss,
      40_000,
    );
    await worker!.end('SIGKILL');
    worker!.launch();
    await worker!.waitUntilReady();
  }
  // The last loss is recorded after the lease.
  await wait(1_000);
}
