// Runs one scenario: start, load, fault, recovery, evidence, verdict.
import { setTimeout as delay } from 'node:timers/promises';
import { withCleanup } from '../bench/cleanup.ts';
import { checkEvidence, type Verdict } from './checker.ts';
import { type Backend, type Cluster, launchAll, prepareCluster } from './cluster.ts';
import {
  countUnfinished,
  readClock,
  readDigests,
  readJobStates,
  readQueue,
  readRuns,
} from './collect-evidence.ts';
import { readDeliveries } from './delivery-log.ts';
import { prepareEmbedded } from './embedded-cluster.ts';
import type { Evidence, Limits, RequestedJob, Violation } from './evidence.ts';
import { createLoad, planLoad, toRequested } from './load.ts';
import { readResources, startMonitor } from './monitor.ts';
import { createRandom } from './random.ts';
import { type Field, RECOVERY_MS, type Scenario } from './scenario.ts';
import { watchStalls } from './stalls.ts';

/** Load before the fault: fixed, and a random part. */
const BEFORE_MS = 6_000;
const BEFORE_RANDOM_MS = 3_000;
/** Load after the recovery, which must be punctual. */
const PUNCTUAL_MS = 6_000;
const POLL_MS = 250;

const LIMITS: Limits = {
  recoveryMs: RECOVERY_MS,
  latenessMs: 2_000,
  lostAttempts: 0,
  lostAttemptsAtLeast: 0,
  logLinesPerSecond: 100,
  worstMs: Number.POSITIVE_INFINITY,
};

export interface RunOptions {
  scenario: Scenario;
  backend: Backend;
  seed: number;
  report: (line: string) => void;
}

export interface Result extends Verdict {
  scenario: Scenario;
  backend: Backend;
  seed: number;
  faultMs: number;
  /** The longest time in which the suite itself had no processor. */
  stalledMs: number;
  /** Logs of the processes and of the target. */
  folder: string;
}

export async function runScenario({ scenario, backend, seed, report }: RunOptions): Promise<Result> {
  return await withCleanup(async (stack) => {
    const random = createRandom(seed, scenario.name);
    // Draws that depend on timing come from sequences of their own, so that the fault stays the same.
    const draw = (purpose: string) => createRandom(seed, `${scenario.name} ${purpose}`);
    const prepare = backend === 'embedded' ? prepareEmbedded : prepareCluster;
    const cluster = await prepare(stack, { ...scenario.cluster, backend, random: draw('network') });
    await scenario.prepare?.(cluster, random);
    await (scenario.launch ?? launchAll)(cluster, random);
    report('ready');
    const isEmbedded = backend === 'embedded';
    // No other process takes over while the only one is away.
    const limits = {
      ...LIMITS,
      ...scenario.limits,
      ...(isEmbedded && { worstMs: Number.POSITIVE_INFINITY }),
      ...scenario.backendLimits?.[backend],
    };
    const offsetMs = isEmbedded
      ? 0
      : (await readClock(cluster.pool)) - Date.now() - (cluster.clock?.offsetMs() ?? 0);
    const now = () => Date.now() + offsetMs + (cluster.clock?.offsetMs() ?? 0);

    const beforeMs = BEFORE_MS + random.between(0, BEFORE_RANDOM_MS);
    const startsAtMs = Math.ceil(now()) + 4_000;
    const loadMs = beforeMs + scenario.faultMs + limits.recoveryMs + PUNCTUAL_MS;
    const planned = planLoad({
      targetUrl: cluster.targetUrl,
      startsAtMs,
      endsAtMs: Math.ceil((startsAtMs + loadMs + (scenario.clockJumpMs ?? 0)) / 1_000) * 1_000,
      random: draw('load'),
      oneShotsPerSecond: scenario.oneShotsPerSecond ?? 3,
      pauseMs: scenario.clockJumpMs ?? 0,
      pauseAtMs: startsAtMs + beforeMs,
    });
    const stalls = watchStalls();
    stack.defer(() => stalls.stop());
    const jobs = await createLoad(cluster.apis[0]!.client, planned, now);
    const own: Violation[] = [];
    const field = createField({ cluster, random, jobs, now, own, report });
    const monitor = startMonitor(cluster, now);
    stack.defer(async () => await monitor.stop());
    await delay(startsAtMs + beforeMs - now());

    const before = await readResources(cluster);
    const fault = { startMs: now(), endMs: 0 };
    report('fault');
    await scenario.fault(field);
    fault.endMs = now();
    report(`fault over after ${fault.endMs - fault.startMs} ms`);
    const earlierRuns = isEmbedded ? new Map<string, string>() : await readDigests(cluster.pool);
    await waitForEnd(cluster, field, limits);
    await scenario.afterwards?.(field);
    await monitor.stop();
    const after = await readResources(cluster);
    const checkedAtMs = now();
    await cluster.endAndOpen?.();

    const evidence: Evidence = {
      jobs,
      jobStates: await readJobStates(cluster.pool),
      runs: await readRuns(cluster.pool),
      deliveries: readDeliveries(cluster.deliveryFile),
      earlierRuns,
      laterRuns: await readDigests(cluster.pool),
      queue: await readQueue(cluster.pool, cluster.redisClient),
      resources: { before, after },
      readiness: monitor.samples,
      logs: cluster.members,
      unexpectedExits: cluster.members.flatMap(({ unexpectedExits }) => unexpectedExits),
      fault,
      checkedAtMs,
      limits,
    };
    const verdict = checkEvidence(evidence);
    return {
      ...verdict,
      violations: [...own, ...verdict.violations],
      scenario,
      backend,
      seed,
      faultMs: fault.endMs - fault.startMs,
      stalledMs: stalls.longestMs(),
      folder: cluster.folder,
    };
  });
}

/** Until the load has ended and every run with it, or until the recovery bound has passed for the last of them. */
async function waitForEnd(cluster: Cluster, { jobs, now }: Field, { recoveryMs }: Limits): Promise<void> {
  const lastMs = Math.max(
    ...jobs.map(({ schedule, endsAtMs }) => (schedule.type === 'specific' ? schedule.atMs : endsAtMs)),
  );
  await delay(Math.max(0, lastMs - now()));
  const deadline = now() + recoveryMs;
  // A pending occurrence is planned ahead, so no unfinished run means that all are over.
  while (now() < deadline && (await countUnfinished(cluster)) > 0) await delay(POLL_MS);
  await delay(1_000);
}

interface FieldOptions extends Pick<Field, 'cluster' | 'random' | 'jobs' | 'now' | 'report'> {
  own: Violation[];
}

function createField({ own, ...given }: FieldOptions): Field {
  const { cluster, jobs, now } = given;
  const expect = (isTrue: boolean, text: string) => {
    if (!isTrue) own.push({ rule: 'scenario', text });
  };
  return {
    ...given,
    wait: async (ms) => await delay(ms),
    until: async (what, condition, withinMs = 60_000) => {
      const deadline = performance.now() + withinMs;
      while (!(await condition())) {
        if (performance.now() > deadline) {
          expect(false, `waited ${withinMs} ms in vain for ${what}`);
          return;
        }
        await delay(POLL_MS);
      }
    },
    expect,
    create: async (input, schedule, traits = {}) => {
      const requestedMs = now();
      const job = await cluster.apis[0]!.client.jobs.create(input);
      const times = { requestedMs, createdMs: now() };
      const requested: RequestedJob = { ...toRequested({ input, schedule }, job, times), ...traits };
      jobs.push(requested);
      return requested;
    },
  };
}
