// Starts of runs by hand, and their ends: each works within a change.
import { toBatches } from '../planner/passes.ts';
import { releaseHeldRuns } from '../store/held.ts';
import { newId } from '../store/ids.ts';
import { type JobRow, lockJob } from '../store/jobs.ts';
import { lockEndingJobs, reopenJobs, settleJobs } from '../store/planning.ts';
import {
  cancelWaitingRun,
  findRunRow,
  insertStartedRun,
  lockRun,
  type RunRow,
  wishCancel,
} from '../store/runs.ts';
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
  run: Pick<
    Parameters<typeof insertStartedRun>[1],
    'trigger' | 'sourceRunId' | 'scheduledFor' | 'payloadOverride'
  >,
): Promise<RunRow> {
  const messageId = newId();
  const started = await insertStartedRun(trx, {
    ...run,
    id: newId(),
    jobId: job.id,
    jobName: job.name,
    messageId,
  });
  batches.push({ messageId, runs: [{ id: started.id, dueAt: started.due_at }] });
  return started;
}

/** Ends what has not started at once; of a run under way the wish is noted for its worker. */
export async function cancelRunIn({ trx, batches }: Change, id: string): Promise<RunRow> {
  const found = await findRunRow(trx, id);
  if (!found) throw notFound('run');
  const job = await lockJob(trx, found.job_id);
  const run = await lockRun(trx, id);
  if (!run || run.finished_at !== null) {
    throw new Problem(409, `The run has ended: it is ${run?.status ?? 'gone'}.`);
  }
  if (run.status === 'running') return await wishCancel(trx, id);
  const canceled = await cancelWaitingRun(trx, id);
  if (job) {
    await reopenJobs(trx, [job.id]);
    await settleJobs(trx, await lockEndingJobs(trx, [job.id]));
    batches.push(...toBatches(await releaseHeldRuns(trx, [job.id])));
  }
  return canceled;
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
