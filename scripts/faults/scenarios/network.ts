// Faults of the network between one process and one store, and a slow network for all.
import type { Cluster, Member } from '../cluster.ts';
import type { ProxyMode } from '../proxy.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../scenario.ts';

const BOTH = ['redis', 'postgres'] as const;
const REDIS = ['redis'] as const;
const FAULT_MS = 60_000;
/** The grace of the suite's processes, and time to store the results. */
const STOP_MS = 20_000;

interface Break {
  name: string;
  about: string;
  mode: ProxyMode;
  store: 'PostgreSQL' | 'Redis';
  /** Names the process; a worker by default. */
  pick?: (cluster: Cluster, random: Random) => Member;
  limits?: Scenario['limits'];
  cluster?: Scenario['cluster'];
  faultMs?: number;
}

/** Healthy workers do the runs of the broken one, as soon as its leases have expired. */
const TAKEN_OVER = { lostAttempts: 60, worstMs: 45_000 };

function breakWay({
  name,
  about,
  mode,
  store,
  pick,
  limits = {},
  cluster,
  faultMs = FAULT_MS,
}: Break): Scenario {
  return {
    name,
    group: 'Network',
    about,
    backends: store === 'Redis' ? REDIS : BOTH,
    faultMs,
    limits,
    ...(cluster && { cluster }),
    fault: async ({ cluster: running, random, wait }) => {
      const victim = pick ? pick(running, random) : random.pick(running.workers);
      const proxy = store === 'Redis' ? victim.toRedis! : victim.toPostgres;
      await proxy.setMode(mode);
      await wait(faultMs);
      await proxy.setMode('pass');
    },
  };
}

/** Stops a process that cannot reach a store. New connections pass, so that it can store its results. */
function stopBehind({ name, about, store, pick }: Omit<Break, 'mode'>): Scenario {
  return {
    name,
    group: 'Network',
    about,
    backends: store === 'Redis' ? REDIS : BOTH,
    faultMs: 15_000,
    // Messages that the process has taken stay in Redis until their lock expires.
    limits: { worstMs: store === 'Redis' ? 30_000 : 15_000 },
    fault: async ({ cluster, random, wait, expect }) => {
      const victim = pick ? pick(cluster, random) : random.pick(cluster.workers);
      const proxy = store === 'Redis' ? victim.toRedis! : victim.toPostgres;
      await proxy.setMode('half-open');
      await wait(random.between(500, 3_000));
      const startedAt = performance.now();
      const code = await victim.end('SIGTERM');
      const tookMs = Math.round(performance.now() - startedAt);
      expect(code === 0, `${victim.name} ended with ${code}`);
      expect(tookMs < STOP_MS, `${victim.name} ended after ${tookMs} ms`);
      await proxy.setMode('pass');
      victim.launch();
    },
  };
}

const onePicked = (cluster: Cluster) => cluster.apis[0]!;

export const networkScenarios: Scenario[] = [
  breakWay({
    name: 'network-postgres-black-hole',
    about: 'black hole of 60 s between a worker and PostgreSQL',
    mode: 'black hole',
    store: 'PostgreSQL',
    limits: TAKEN_OVER,
  }),
  breakWay({
    name: 'network-postgres-half-open',
    about: 'the connections of a worker to PostgreSQL die silently; new ones pass',
    mode: 'half-open',
    store: 'PostgreSQL',
    limits: TAKEN_OVER,
  }),
  breakWay({
    name: 'network-postgres-requests-lost',
    about: 'one-way loss of 60 s from a worker to PostgreSQL',
    mode: 'requests lost',
    store: 'PostgreSQL',
    limits: TAKEN_OVER,
  }),
  breakWay({
    name: 'network-postgres-responses-lost',
    about: 'one-way loss of 60 s from PostgreSQL to a worker',
    mode: 'responses lost',
    store: 'PostgreSQL',
    limits: TAKEN_OVER,
  }),
  breakWay({
    name: 'network-postgres-lone-worker',
    about: 'the connections of the only worker to PostgreSQL die silently; new ones pass',
    mode: 'half-open',
    store: 'PostgreSQL',
    cluster: { workers: 1 },
    limits: TAKEN_OVER,
  }),
  breakWay({
    name: 'network-redis-black-hole',
    about: 'black hole of 60 s between a worker and Redis',
    mode: 'black hole',
    store: 'Redis',
    limits: { worstMs: 30_000 },
  }),
  breakWay({
    name: 'network-redis-half-open',
    about: 'the connections of the only worker to Redis die silently; new ones pass',
    mode: 'half-open',
    store: 'Redis',
    cluster: { workers: 1 },
    limits: { worstMs: 30_000 },
  }),
  breakWay({
    name: 'network-redis-requests-lost',
    about: 'one-way loss of 60 s from a worker to Redis',
    mode: 'requests lost',
    store: 'Redis',
    limits: { worstMs: 30_000 },
  }),
  breakWay({
    name: 'network-redis-responses-lost',
    about: 'one-way loss of 60 s from Redis to a worker',
    mode: 'responses lost',
    store: 'Redis',
    limits: { worstMs: 30_000 },
  }),
  stopBehind({
    name: 'network-postgres-stop',
    about: 'SIGTERM to a worker whose connections to PostgreSQL have died silently: it loses nothing',
    store: 'PostgreSQL',
  }),
  stopBehind({
    name: 'network-redis-stop',
    about: 'SIGTERM to a worker whose connections to Redis have died silently: it loses nothing',
    store: 'Redis',
  }),
  stopBehind({
    name: 'network-api-stop',
    about: 'SIGTERM to an API process whose connections to PostgreSQL have died silently',
    store: 'PostgreSQL',
    pick: onePicked,
  }),
  {
    name: 'network-api-half-open',
    group: 'Network',
    about:
      'the connections of an API process to PostgreSQL die silently; requests get a response within 10 s',
    backends: BOTH,
    faultMs: 20_000,
    limits: { worstMs: 10_000 },
    fault: async ({ cluster, wait, expect }) => {
      const { toPostgres, url } = onePicked(cluster);
      await toPostgres.setMode('half-open');
      for (let count = 0; count < 4; count++) {
        const startedAt = performance.now();
        await fetch(`${url}/jobs?limit=1`, { signal: AbortSignal.timeout(30_000) }).catch(() => {});
        const tookMs = performance.now() - startedAt;
        expect(tookMs < 10_000, `GET /jobs took ${Math.round(tookMs)} ms`);
        await wait(4_000);
      }
      await toPostgres.setMode('pass');
    },
  },
  {
    name: 'network-slow',
    group: 'Network',
    about: '300 ms latency and 1 % resets on every way, for 30 s',
    backends: BOTH,
    faultMs: 30_000,
    limits: { lostAttempts: 60 },
    fault: async ({ cluster, wait }) => {
      const proxies = cluster.members.flatMap(({ toPostgres, toRedis }) => [toPostgres, toRedis]);
      for (const proxy of proxies) await proxy?.setMode({ delayMs: 300, resetShare: 0.01 });
      await wait(30_000);
      for (const proxy of proxies) await proxy?.setMode('pass');
    },
  },
];
