// Checks deliveries against recorded attempts: none missing, unexplained, different, early or late (C4 to C7).
import type { Delivery } from './delivery-log.ts';
import {
  type Evidence,
  isScheduled,
  type RequestedJob,
  type RunEvidence,
  toTime,
  type Violation,
} from './evidence.ts';

/** Outcomes of attempts whose request has certainly reached the target. */
const ARRIVED = ['succeeded', 'rejected'];
const ENDED_WITHOUT_DELIVERY = ['missed', 'skipped', 'canceled'];

export function checkDeliveries(evidence: Evidence): Violation[] {
  const deliveriesByRun = Map.groupBy(evidence.deliveries, ({ runId }) => runId);
  const runById = new Map(evidence.runs.map((run) => [run.id, run]));
  const jobById = new Map(evidence.jobs.map((job) => [job.id, job]));
  const unknown = [...deliveriesByRun].filter(([id]) => !runById.has(id));
  return [
    ...unknown.map(([id, [first]]) => ({
      rule: 'C4',
      text: `the target received run ${id} at ${toTime(first!.atMs)}, but there is no such run`,
    })),
    ...evidence.runs.flatMap((run) => {
      const deliveries = deliveriesByRun.get(run.id) ?? [];
      return [
        ...checkAttempts(run, deliveries, jobById.get(run.jobId)),
        ...checkIdentity(run, deliveries),
        ...checkEarly(run, deliveries),
        ...checkLate(run, deliveries, jobById.get(run.jobId), evidence),
      ];
    }),
    ...checkLost(evidence),
    ...checkOverlap(evidence, deliveriesByRun),
  ];
}

function checkAttempts(run: RunEvidence, deliveries: Delivery[], job: RequestedJob | undefined): Violation[] {
  const violations: Violation[] = [];
  const add = (rule: string, text: string) =>
    violations.push({ rule, text: `run ${run.id} (${run.status}): ${text}` });
  const delivered = new Set(deliveries.map(({ attempt }) => attempt));
  const outcomes = new Map(run.attempts.map(({ number, outcome }) => [number, outcome]));

  // A kept connection that closes without a response has the request sent once more, within the same attempt.
  const copies = job?.closesConnections === true ? 2 : 1;
  const byAttempt = Map.groupBy(deliveries, ({ attempt }) => attempt);
  if ([...byAttempt.values()].some((same) => same.length > copies)) {
    const numbers = deliveries.map(({ attempt }) => attempt).join(', ');
    add('C5', `an attempt reached the target again: attempts ${numbers}`);
  }
  for (const [number, outcome] of outcomes) {
    if (ARRIVED.includes(outcome) && !delivered.has(number))
      add('C4', `attempt ${number} is recorded as ${outcome}, but never reached the target`);
    if (outcome === 'blocked' && delivered.has(number))
      add('C4', `attempt ${number} is recorded as blocked, but was sent`);
  }
  if (run.finishedAtMs !== null) {
    for (const number of delivered) {
      if (!outcomes.has(number)) add('C5', `the target received attempt ${number}, which is not recorded`);
    }
    if (!ENDED_WITHOUT_DELIVERY.includes(run.status) && run.attempts.length === 0)
      add('C4', 'it has no attempt');
    const numbers = run.attempts.map(({ number }) => number).sort((a, b) => a - b);
    const areCounted = job?.isDamaged !== true;
    if (
      areCounted &&
      (numbers.some((number, index) => number !== index + 1) || numbers.length !== run.attemptCount)
    )
      add('C5', `attempts ${numbers.join(', ')} are recorded, and ${run.attemptCount} counted`);
  }
  const last = Math.max(...delivered);
  for (const [number, outcome] of outcomes) {
    if (outcome === 'succeeded' && number < last)
      add('C5', `attempt ${last} was sent after attempt ${number} had succeeded`);
  }
  return violations;
}

function checkIdentity(run: RunEvidence, deliveries: Delivery[]): Violation[] {
  const scheduledFor = new Date(run.scheduledForMs).toISOString();
  return deliveries
    .filter((delivery) => delivery.scheduledFor !== scheduledFor || delivery.jobId !== run.jobId)
    .map(({ attempt, ...delivery }) => ({
      rule: 'C6',
      text: `run ${run.id}: attempt ${attempt} said ${delivery.scheduledFor} of job ${delivery.jobId}, recorded is ${scheduledFor} of job ${run.jobId}`,
    }));
}

function checkEarly(run: RunEvidence, deliveries: Delivery[]): Violation[] {
  // A manual run is due at its creation. Retries are due later than the first attempt.
  const dueMs = isScheduled(run) ? run.scheduledForMs : Math.floor(run.dueAtMs);
  return deliveries
    .filter(({ atMs }) => atMs < dueMs)
    .map(({ atMs }) => ({ rule: 'C7', text: `run ${run.id} was delivered ${dueMs - atMs} ms early` }));
}

function checkLate(
  run: RunEvidence,
  deliveries: Delivery[],
  job: RequestedJob | undefined,
  { fault, limits }: Evidence,
): Violation[] {
  const first = deliveries[0];
  if (first === undefined || !isScheduled(run) || job === undefined || job.isSlow) return [];
  if (job.punctualFromMs !== undefined && run.scheduledForMs < job.punctualFromMs) return [];
  const isDisturbed = first.atMs >= fault.startMs && run.scheduledForMs <= fault.endMs + limits.recoveryMs;
  const latenessMs = first.atMs - run.scheduledForMs;
  if (isDisturbed || latenessMs <= limits.latenessMs) return [];
  const when = run.scheduledForMs > fault.endMs ? 'after' : 'before';
  return [
    {
      rule: 'C7',
      text: `run ${run.id} of ${job.name} was ${latenessMs} ms late, ${Math.round(Math.abs(run.scheduledForMs - fault.endMs))} ms ${when} the end of the fault`,
    },
  ];
}

function checkLost({ runs, limits }: Evidence): Violation[] {
  const lost = runs.flatMap(({ attempts }) => attempts).filter(({ outcome }) => outcome === 'lost');
  if (lost.length < limits.lostAttemptsAtLeast) {
    return [{ rule: 'scenario', text: `${lost.length} attempts were lost: the fault hit nothing` }];
  }
  if (lost.length <= limits.lostAttempts) return [];
  return [
    {
      rule: 'lost',
      text: `${lost.length} attempts are recorded as lost; this fault explains at most ${limits.lostAttempts}`,
    },
  ];
}

/** Two runs of a job whose policy forbids it must not be in progress together, unless a worker of one was lost. */
function checkOverlap(
  { jobs, runs }: Evidence,
  deliveriesByRun: ReadonlyMap<string, Delivery[]>,
): Violation[] {
  const exclusive = new Set(jobs.filter(({ overlap }) => overlap !== 'allow').map(({ id }) => id));
  const candidates = runs.filter(
    (run) => exclusive.has(run.jobId) && isScheduled(run) && run.lostCount === 0,
  );
  return [...Map.groupBy(candidates, ({ jobId }) => jobId).values()].flatMap((ofJob) => {
    const spans = ofJob.flatMap(({ id }) => deliveriesByRun.get(id) ?? []).sort((a, b) => a.atMs - b.atMs);
    return spans.flatMap((span, index) => {
      const previous = spans[index - 1];
      if (previous === undefined || previous.runId === span.runId) return [];
      if ((previous.closedAtMs ?? Number.POSITIVE_INFINITY) <= span.atMs) return [];
      return [
        {
          rule: 'overlap',
          text: `runs ${previous.runId} and ${span.runId} of one job were in progress together`,
        },
      ];
    });
  });
}
