// Starts of runs by hand, and their ends: each works within a change.
import { toBatches } from '../planner/messages.ts';
import { newId } from '../store/ids.ts';
import { completeJobs } from '../store/job-completion.ts';
import { type JobRow, lockJob } from '../store/jobs.ts';
import { insertStartedRuns, lockLiveRun, type StartedRun } from '../store/live-runs.ts';
import { endRun, requestCancel } from '../store/run-ends.ts';
import { reopenJobs } from '../store/run-limits.ts';
import { asRunRow, findRunRow, getRunRow, type RunRow } from '../store/runs.ts';
import { releaseWaitingRuns } from '../store/waiting-runs.ts';
import type { Change } from './change.ts';
import { checkPayload } from './definitions.ts';
import { notFound, Problem } from './problems.ts';

/** Starts a run by hand; `payloadOverride` undefined means the job's own payload. The job is locked. */
export async function startRunOf(change: Change, job: JobRow, payloadOverride: unknown): Promise<RunRow> {
  if (payloadOverride !== undefined) checkPayload(payloadOverride, job.method);
  return await start(change, job, {
    trigger: 'manual',
    sourceRunId: null,
    scheduledFor: undefined,
    payloadOverride,
  });
}

/** Runs an ended run again: the same occurrence and payload under an id of its own. */
export async function retryRunIn(change: Change, id: string): Promise<RunRow> {
  const source = await getRun(change, id);
  const job = await lockJob(change.trx, source.job_id);
  if (!job) throw new Problem(409, 'The run cannot be repeated: its job is deleted.');
  if (source.finished_at === null) {
    throw new Problem(409, `The run has not ended: it is ${source.status}. Cancel it, or wait for its end.`);
  }
  return await start(change, job, {
    trigger: 'retry',
    sourceRunId: source.id,
    scheduledFor: source.scheduled_for,
    payloadOverride: source.payload_override ?? undefined,
  });
}

async function start(
  { trx, batches }: Change,
  job: JobRow,
  run: Pick<StartedRun, 'trigger' | 'sourceRunId' | 'scheduledFor' | 'payloadOverride'>,
): Promise<RunRow> {
  const messageId = newId();
  const id = newId();
  const [started] = await insertStartedRuns(trx, [
    { ...run, id, jobId: job.id, jobName: job.name, messageId },
  ]);
  batches.push({ messageId, runs: [{ id, dueAt: started!.due_at, host: job.target_host }] });
  return asRunRow(started!);
}

/** Cancels a run that has not started at once; a running one is canceled by its worker, which sees the request. */
export async function cancelRunIn({ trx, batches }: Change, id: string): Promise<RunRow> {
  const found = await findRunRow(trx, id);
  if (!found) throw notFound('run');
  const job = await lockJob(trx, found.job_id);
  const run = await lockLiveRun(trx, id);
  if (!run)
    throw new Problem(409, `The run has ended: it is ${(await findRunRow(trx, id))?.status ?? 'gone'}.`);
  if (run.status === 'running') return asRunRow(await requestCancel(trx, id));
  await endRun(trx, id, { status: 'canceled', reason: 'user' });
  if (job) {
    await reopenJobs(trx, [job.id]);
    await completeJobs(trx, [job.id]);
    batches.push(...toBatches(await releaseWaitingRuns(trx, [job.id])));
  }
  return await getRunRow(trx, id);
}

/** Throws a 404. */
export async function isEnded(change: Change, id: string): Promise<boolean> {
  return (await getRun(change, id)).finished_at !== null;
}

async function getRun({ trx }: Change, id: string): Promise<RunRow> {
  const run = await findRunRow(trx, id);
  if (!run) throw notFound('run');
  return run;
}
