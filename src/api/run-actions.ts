// Starts, reruns and cancels runs, one or many in one transaction.
import { toBatches } from '../planner/messages.ts';
import { type AuditEntry, insertAuditEntries } from '../store/audit-log.ts';
import { newId } from '../store/ids.ts';
import { completeJobs } from '../store/job-completion.ts';
import { type JobOutline, lockJobOutlines } from '../store/jobs.ts';
import { insertStartedRuns, type LiveRun, lockLiveRuns, type StartedRun } from '../store/live-runs.ts';
import { endRuns, isOneOf, requestCancel } from '../store/run-ends.ts';
import { reopenJobs } from '../store/run-limits.ts';
import { findRunRows } from '../store/runs.ts';
import { releaseWaitingRuns } from '../store/waiting-runs.ts';
import { entryOf } from './audit-entries.ts';
import type { Outcomes } from './job-actions.ts';
import { notFound, Problem } from './problems.ts';
import type { TransactionWrite } from './transaction.ts';

const RUNS_PER_MESSAGE = 100;

/** Starts a run of each job, which the caller has locked. Without `payloadOverride`, runs use the job's payload. */
export async function startRuns(
  write: TransactionWrite,
  jobs: JobOutline[],
  payloadOverride?: unknown,
): Promise<LiveRun[]> {
  return await start(
    write,
    jobs.map((job) => ({
      job,
      run: { trigger: 'manual', sourceRunId: null, scheduledFor: undefined, payloadOverride },
    })),
  );
}

/** Reruns ended runs: new runs with the same occurrence and payload. Returns the new runs too. */
export async function rerunRuns(
  write: TransactionWrite,
  ids: string[],
): Promise<{ outcomes: Outcomes; started: LiveRun[] }> {
  const sources = await findRunRows(write.trx, ids);
  const jobIds = new Set(sources.map((run) => run.job_id));
  const jobs = new Map((await lockJobOutlines(write.trx, [...jobIds])).map((job) => [job.id, job]));
  const outcomes = missing(ids);
  const reruns: NewRun[] = [];
  for (const source of sources.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const job = jobs.get(source.job_id);
    if (source.finished_at === null) outcomes.set(source.id, notEnded(source.status));
    else if (!job) outcomes.set(source.id, new Problem(409, 'The run cannot be rerun: its job is deleted.'));
    else {
      outcomes.set(source.id, 'done');
      const payloadOverride = source.payload_override ?? undefined;
      const scheduledFor = source.scheduled_for;
      reruns.push({ job, run: { trigger: 'retry', sourceRunId: source.id, scheduledFor, payloadOverride } });
    }
  }
  return { outcomes, started: await start(write, reruns) };
}

/** The outcomes that `rerunRuns` would have. */
export async function canRerunRuns({ trx }: TransactionWrite, ids: string[]): Promise<Outcomes> {
  const outcomes = missing(ids);
  for (const run of await findRunRows(trx, ids))
    outcomes.set(run.id, run.finished_at === null ? notEnded(run.status) : 'done');
  return outcomes;
}

/** Cancels queued and retrying runs at once; for running ones, stores a cancel request that their worker reads. */
export async function cancelRuns(write: TransactionWrite, ids: string[]): Promise<Outcomes> {
  const { trx, batches } = write;
  const outcomes = missing(ids);
  const found = await findRunRows(trx, ids);
  for (const run of found) outcomes.set(run.id, 'unchanged');
  const unfinished = found.filter((run) => run.finished_at === null);
  if (unfinished.length === 0) return outcomes;
  const jobIds = [...new Set(unfinished.map((run) => run.job_id))];
  const jobs = (await lockJobOutlines(trx, jobIds)).map((job) => job.id);
  // A run that has ended meanwhile stays `unchanged`.
  const runs = await lockLiveRuns(
    trx,
    unfinished.map((run) => run.id),
  );
  for (const run of runs) outcomes.set(run.id, 'done');
  await insertAuditEntries(
    trx,
    runs.map((run) => entryOf(write, 'run.canceled', run.job_id, run.id)),
  );
  const isRunning = (run: LiveRun) => run.status === 'running';
  const [running, others] = [runs.filter(isRunning), runs.filter((run) => !isRunning(run))];
  if (running.length > 0)
    await requestCancel(
      trx,
      running.map((run) => run.id),
    );
  if (others.length === 0) return outcomes;
  const otherIds = others.map((run) => run.id);
  await endRuns(trx, isOneOf(otherIds), { status: 'canceled', reason: 'user' });
  await reopenJobs(trx, jobs);
  await completeJobs(trx, jobs);
  batches.push(...toBatches(await releaseWaitingRuns(trx, jobs)));
  return outcomes;
}

/** The outcomes that `cancelRuns` would have. */
export async function canCancelRuns({ trx }: TransactionWrite, ids: string[]): Promise<Outcomes> {
  const outcomes = missing(ids);
  for (const run of await findRunRows(trx, ids))
    outcomes.set(run.id, run.finished_at === null ? 'done' : 'unchanged');
  return outcomes;
}

interface NewRun {
  job: JobOutline;
  run: Pick<StartedRun, 'trigger' | 'sourceRunId' | 'scheduledFor' | 'payloadOverride'>;
}

async function start(write: TransactionWrite, runs: NewRun[]): Promise<LiveRun[]> {
  if (runs.length === 0) return [];
  const { trx, batches, actor } = write;
  // IDs of the same millisecond are random, so they are sorted to follow the order of the list.
  const ids = runs.map(newId).sort();
  const messageIds = runs.map(newId).slice(0, Math.ceil(runs.length / RUNS_PER_MESSAGE));
  const messageOf = (index: number) => messageIds[Math.floor(index / RUNS_PER_MESSAGE)]!;
  const started = await insertStartedRuns(
    trx,
    runs.map(({ job, run }, index) => ({
      ...run,
      id: ids[index]!,
      jobId: job.id,
      jobName: job.name,
      startedBy: actor,
      messageId: messageOf(index),
    })),
  );
  await insertAuditEntries(
    trx,
    runs.map(({ job, run }, index) => startEntry(write, job.id, ids[index]!, run)),
  );
  const due = started.map((run, index) => ({
    id: run.id,
    dueAt: run.due_at,
    host: runs[index]!.job.target_host,
  }));
  // Many runs use the queue of late runs, so that due runs do not wait for them.
  const isMany = messageIds.length > 1;
  batches.push(
    ...messageIds.map((messageId, index) => ({
      messageId,
      runs: due.slice(index * RUNS_PER_MESSAGE, (index + 1) * RUNS_PER_MESSAGE),
      isLate: isMany,
    })),
  );
  return started;
}

/** The entry of a started run. Of a payload override it contains the fact, not the payload. */
function startEntry(write: TransactionWrite, jobId: string, id: string, run: NewRun['run']): AuditEntry {
  const after = {
    ...(run.sourceRunId !== null && { source_run_id: run.sourceRunId }),
    ...(run.payloadOverride !== undefined && { payload_override: true }),
  };
  return { ...entryOf(write, run.trigger === 'retry' ? 'run.rerun' : 'run.started', jobId, id), after };
}

/** 404 for every ID, until its run is found. */
function missing(ids: string[]): Outcomes {
  return new Map(ids.map((id) => [id, notFound('run')]));
}

function notEnded(status: string): Problem {
  return new Problem(
    409,
    `The run has not ended: its status is ${status}. Cancel the run, or wait for its end.`,
  );
}
