// One simulated day: sparse jobs all day, and one spell of dense jobs, edits and faults; then the checker.
import { checkEvidence, type Verdict } from '../faults/checker.ts';
import { readDigests, readJobStates, readRuns } from '../faults/collect-evidence.ts';
import type { Limits, Resources } from '../faults/evidence.ts';
import { createRandom, type Random } from '../faults/random.ts';
import { type Cluster, createCluster, NAMES } from './cluster.ts';
import type { Engine } from './engine.ts';
import { freezeWorkers, injectFaults } from './faults.ts';
import { planDaily, planDense } from './load.ts';
import { createOperator, type Operator, type Planned } from './operator.ts';
import { createTimeline } from './timeline.ts';

const FIRST_DAY_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const DAYS = 4 * 365;
/** The dense jobs go on for so long after the faults. */
const AFTER_MS = 10_000;
/** Longer than any recovery: what is unfinished then stays so. */
const STUCK_MS = 120_000;
const LIMITS: Limits = {
  recoveryMs: 60_000,
  latenessMs: 2_000,
  lostAttempts: Number.POSITIVE_INFINITY,
  lostAttemptsAtLeast: 0,
  logLinesPerSecond: Number.POSITIVE_INFINITY,
  worstMs: Number.POSITIVE_INFINITY,
};
/** How often jobs are paused, and for how long. */
const SELDOM = { mostMs: 30_000, pauseMs: [0, 6_000] } as const;
const OFTEN = { mostMs: 4_000, pauseMs: [4_000, 9_000] } as const;
const noResources: Resources = { processes: new Map(), databaseConnections: 0, redisKeys: undefined };

export const SPANS = ['day', 'spell', 'frozen', 'edits', 'calm'] as const;
export type Span = (typeof SPANS)[number];

export interface DayOptions {
  engine: Engine;
  seed: number;
  day: number;
  /**
   * `spell`: without the sparse rest of the day. `frozen`: a spell in which workers are frozen for longer than a lease.
   * `edits`: a spell without faults, in which jobs are paused all the time, and processes
   * are busy between the reads and the writes of their transactions. `calm`: a spell without faults, in which every run is punctual.
   */
  span?: Span;
  /** Duration of the faults; drawn from the seed by default. */
  faultMs?: number;
  /** Gets each line of the log as it is written. */
  print?: (line: string) => void;
  /** A weakened twin changes statements here. */
  rewrite?: (text: string) => string;
}

export interface DayResult extends Verdict {
  log: string[];
  /** The digest of all statements, their responses and their instants. */
  digest: string;
  statements: number;
}

export async function simulateDay({
  engine,
  seed,
  day,
  span = 'day',
  faultMs: givenFaultMs,
  rewrite = (text) => text,
  print = () => {},
}: DayOptions): Promise<DayResult> {
  await engine.reset();
  const random = createRandom(seed, `day ${day}`);
  const startMs = FIRST_DAY_MS + random.between(0, DAYS - 1) * DAY_MS;
  const timeline = createTimeline(startMs, random);
  const log: string[] = [];
  const cluster = createCluster({
    timeline,
    engine,
    rewrite,
    isSlow: span === 'edits' ? true : undefined,
    hasStalls: span === 'edits',
    log: (line) => {
      log.push(`${new Date(timeline.now()).toISOString()} ${line}`);
      print(log.at(-1)!);
    },
  });
  const operator = createOperator(cluster);
  for (const name of NAMES) cluster.start(name);
  await create(cluster, operator, planDaily(random, startMs));

  const spellMs = startMs + random.between(600_000, DAY_MS - 1_200_000);
  if (span === 'day') await rest(cluster, spellMs);
  const isFrozen = span === 'frozen' || (span === 'day' && createRandom(seed, `frozen ${day}`).next() < 0.25);
  const drawnFaultMs = random.between(30_000, 80_000) + (isFrozen ? 60_000 : 0);
  const faultMs = givenFaultMs ?? drawnFaultMs;
  const dense = planDense(
    random,
    timeline.now(),
    Math.ceil(timeline.now() / 1_000) * 1_000 + faultMs + AFTER_MS,
    isFrozen ? '/very-slow' : '/slow',
  );
  await create(cluster, operator, dense);
  const fault = { startMs: cluster.server.nowMs(), endMs: 0 };
  if (span === 'calm') {
    fault.startMs = Number.POSITIVE_INFINITY;
    await timeline.runUntil(timeline.now() + faultMs);
  } else if (span === 'edits') {
    const untilMs = timeline.now() + faultMs;
    await finish(cluster, edit(cluster, operator, random, untilMs, OFTEN));
    fault.endMs = cluster.server.highestMs();
  } else if (isFrozen) {
    await freezeWorkers(cluster, timeline.now() + faultMs);
    fault.endMs = cluster.server.highestMs();
  } else {
    const edits = edit(cluster, operator, random, timeline.now() + faultMs, SELDOM);
    await injectFaults(cluster, timeline.now() + faultMs);
    fault.endMs = cluster.server.highestMs();
    await finish(cluster, edits);
  }
  await idle(cluster);
  const earlierRuns = await readDigests(engine.pool);
  await timeline.runUntil(timeline.now() + AFTER_MS);
  if (span === 'day') await rest(cluster, startMs + DAY_MS);
  await settle(cluster);

  const verdict = checkEvidence({
    jobs: operator.jobs,
    jobStates: await readJobStates(engine.pool),
    runs: await readRuns(engine.pool),
    deliveries: cluster.network.deliveries,
    earlierRuns,
    laterRuns: await readDigests(engine.pool),
    queue: cluster.broker.messages(),
    resources: { before: noResources, after: noResources },
    readiness: [],
    logs: [],
    unexpectedExits: [],
    fault,
    checkedAtMs: cluster.server.nowMs(),
    limits: LIMITS,
  });
  for (const { life } of cluster.members.values()) life.isAlive = false;
  return { ...verdict, log, digest: cluster.server.digest(), statements: cluster.server.statements() };
}

async function create(cluster: Cluster, operator: Operator, planned: readonly Planned[]): Promise<void> {
  await finish(cluster, Promise.all(planned.map((each) => operator.create(each))));
}

/** Lets time pass until `work` is done. */
async function finish(cluster: Cluster, work: Promise<unknown>): Promise<void> {
  const { timeline } = cluster;
  const progress = { isDone: false };
  const done = work.finally(() => (progress.isDone = true));
  done.catch(() => {});
  while (!progress.isDone) await timeline.runUntil(timeline.now() + 1_000, () => progress.isDone);
  await done;
}

/** Pauses, resumes and deletes jobs at random moments. */
async function edit(
  cluster: Cluster,
  operator: Operator,
  random: Random,
  untilMs: number,
  { mostMs, pauseMs }: { mostMs: number; pauseMs: readonly [number, number] },
): Promise<void> {
  const { timeline } = cluster;
  const wait = (ms: number) => new Promise<void>((resolve) => void timeline.after(ms, resolve));
  const jobs = operator.jobs.filter(({ schedule }) => schedule.type === 'cron');
  await Promise.all(
    jobs.map(async (job) => {
      while (timeline.now() < untilMs) {
        await wait(random.between(2_000, mostMs));
        if (timeline.now() >= untilMs) return;
        await operator.pause(job);
        await wait(random.between(...pauseMs));
        if (random.next() < 0.1) {
          await operator.delete(job);
          return;
        }
        await operator.resume(job);
      }
    }),
  );
}

/** The evidence is read in no transaction of the simulation. */
async function idle({ timeline, server }: Cluster): Promise<void> {
  await timeline.runUntil(Number.POSITIVE_INFINITY, () => server.isIdle());
}

/** Lets the day pass until `untilMs`; while nothing is due or unfinished, time jumps close to the next occurrence. */
async function rest(cluster: Cluster, untilMs: number): Promise<void> {
  const { timeline } = cluster;
  let jumpedAtMs = timeline.now();
  while (timeline.now() < untilMs) {
    await idle(cluster);
    const { nextMs, isBusy } = await findNext(cluster);
    const wakeMs = Math.min(nextMs - timeline.random.between(6_000, 7_500), untilMs);
    const mayJump = !isBusy || timeline.now() - jumpedAtMs > STUCK_MS;
    if (mayJump && wakeMs - timeline.now() > 3_000) {
      timeline.jump(wakeMs - timeline.now());
      jumpedAtMs = timeline.now();
    } else await timeline.runUntil(Math.min(untilMs, timeline.now() + 1_000));
  }
}

/** The true time of the next occurrence, and whether a run or a message is unfinished. */
async function findNext({
  timeline,
  server,
  engine,
  broker,
}: Cluster): Promise<{ nextMs: number; isBusy: boolean }> {
  const { rows } = await engine.pool.query<{ unfinished: number; nextMs: number | null }>(
    `select (select count(*)::int from live_runs) as unfinished,
            (select (extract(epoch from min(next_due_at)) * 1000)::float8 from job_states where status = 'active')
              as "nextMs"`,
  );
  const { unfinished, nextMs } = rows[0]!;
  return {
    nextMs: nextMs === null ? Number.POSITIVE_INFINITY : nextMs - server.nowMs() + timeline.now(),
    isBusy: unfinished > 0 || broker.messages().length > 0,
  };
}

/** Until nothing is unfinished: the last run of the day may have started just now. */
async function settle(cluster: Cluster): Promise<void> {
  const { timeline } = cluster;
  const untilMs = timeline.now() + STUCK_MS;
  while (timeline.now() < untilMs) {
    await idle(cluster);
    if (!(await findNext(cluster)).isBusy) return;
    await timeline.runUntil(timeline.now() + 1_000);
  }
}
