// Checks that every occurrence has exactly one run, and that jobs point to the right next occurrence (C1, C2, C8).
import {
  type Evidence,
  isScheduled,
  type JobStateEvidence,
  type RequestedJob,
  type RunEvidence,
  toTime,
  type Violation,
} from './evidence.ts';
import { type ExpectedOccurrences, expectOccurrences } from './expected-occurrences.ts';

export function checkOccurrences({ jobs, runs, jobStates, checkedAtMs }: Evidence): Violation[] {
  const runsByJob = Map.groupBy(runs.filter(isScheduled), ({ jobId }) => jobId);
  const stateByJob = new Map(jobStates.map((state) => [state.jobId, state]));
  const known = new Set(jobs.map(({ id }) => id));
  const strangers = runs.filter(({ jobId }) => !known.has(jobId));
  return [
    ...strangers.map((run) => ({ rule: 'C2', text: `run ${run.id} belongs to no job of the scenario` })),
    ...jobs.flatMap((job) => {
      if (job.isDamaged) return [];
      const ofJob = runsByJob.get(job.id) ?? [];
      const expected = expectOccurrences(job, checkedAtMs);
      return [
        ...findDoubled(job, ofJob),
        ...compareWithExpected(job, ofJob, expected),
        ...checkState(job, ofJob, stateByJob.get(job.id)),
      ];
    }),
  ];
}

function findDoubled(job: RequestedJob, runs: RunEvidence[]): Violation[] {
  const byInstant = Map.groupBy(runs, ({ scheduledForMs }) => scheduledForMs);
  return [...byInstant]
    .filter(([, same]) => same.length > 1)
    .map(([instant, same]) => ({
      rule: 'C1',
      text: `${job.name}: ${toTime(instant)} has ${same.length} runs: ${same.map(({ id }) => id).join(', ')}`,
    }));
}

function compareWithExpected(
  job: RequestedJob,
  runs: RunEvidence[],
  { required, optional }: ExpectedOccurrences,
): Violation[] {
  const stretches = runs.filter(({ missedUntilMs }) => missedUntilMs !== null);
  const isMissed = (instant: number) =>
    stretches.some((run) => instant >= run.scheduledForMs && instant <= run.missedUntilMs!);
  const instants = new Set(runs.map(({ scheduledForMs }) => scheduledForMs));
  const missing = required.filter((instant) => !instants.has(instant) && !isMissed(instant));
  const allowed = new Set([...required, ...optional]);
  const extra = runs.filter(({ scheduledForMs }) => !allowed.has(scheduledForMs));
  const miscounted = stretches.filter(({ scheduledForMs, missedUntilMs, missedCount }) => {
    const within = [...allowed].filter((instant) => instant >= scheduledForMs && instant <= missedUntilMs!);
    return within.length !== missedCount;
  });
  const violations: Violation[] = [];
  if (missing.length > 0) {
    violations.push({
      rule: 'C2',
      text: `${job.name} (${job.id}): ${missing.length} of ${required.length} occurrences have no run, the first at ${toTime(missing[0]!)}, the last at ${toTime(missing.at(-1)!)}`,
    });
  }
  if (extra.length > 0) {
    violations.push({
      rule: 'C2',
      text: `${job.name} (${job.id}): ${extra.length} runs belong to no occurrence, the first: ${extra[0]!.id} at ${toTime(extra[0]!.scheduledForMs)} (${extra[0]!.status})`,
    });
  }
  for (const run of miscounted) {
    violations.push({
      rule: 'C2',
      text: `${job.name}: the missed run ${run.id} counts ${run.missedCount} occurrences from ${toTime(run.scheduledForMs)} to ${toTime(run.missedUntilMs)}, which is wrong`,
    });
  }
  return violations;
}

function checkState(
  job: RequestedJob,
  runs: RunEvidence[],
  state: JobStateEvidence | undefined,
): Violation[] {
  if (state === undefined)
    return job.isDeleted ? [] : [{ rule: 'C8', text: `${job.name} (${job.id}) has disappeared` }];
  const { status, nextRunMs } = state;
  if (status !== 'active') {
    if (nextRunMs === null) return [];
    return [{ rule: 'C8', text: `${job.name} is ${status} and still has a next run, ${toTime(nextRunMs)}` }];
  }
  const last = Math.max(...runs.map((run) => run.missedUntilMs ?? run.scheduledForMs));
  if (nextRunMs === null || nextRunMs > last) return [];
  return [
    {
      rule: 'C8',
      text: `${job.name}: the next run, ${toTime(nextRunMs)}, is not after the last, ${toTime(last)}`,
    },
  ];
}
