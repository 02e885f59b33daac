// Starts of runs by hand, and their ends.

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
import { checkPayload } from './definitions.ts';
import { type WriteDeps, write } from './job-writes.ts';
import { notFound, Problem } from './problems.ts';

/** Starts a run by hand; `payloadOverride` undefined means the job's own payload. */
export async function startRun(deps: WriteDeps, jobId: string, payloadOverride: unknown): Promise<RunRow> {
  return await write(deps, async (trx, _now, _plan, batches) => {
    const job = await lockJob(trx, jobId);
    if (!job) throw notFound('job');
    if (payloadOverride !== undefined) checkPayload(payloadOverride, job.method);
    const run = await insertStartedRun(trx, {
      ...startOf(job),
      trigger: 'manual',
      sourceRunId: null,
      scheduledFor: undefined,
      payloadOverride,
    });
    batches.push({ messageId: run.message_id!, runs: [{ id: run.id, dueAt: run.due_at }] });
    return run;
  });
}

/** Runs an ended run again: the same occurrence and payload under an id of its own. */
export async function retryRun(deps: WriteDeps, id: string): Promise<RunRow> {
  return await write(deps, async (trx, _now, _plan, batches) => {
    const source = await findRunRow(trx, id);
    if (!source) throw notFound('run');
    const job = await lockJob(trx, source.job_id);
    if (!job) throw new Problem(409, 'The run cannot be repeated: its job is deleted.');
    if (source.finished_at === null) {
      throw new Problem(
        409,
        `The run has not ended: it is ${source.status}. Cancel it, or wait for its end.`,
      );
    }
    const run = await insertStartedRun(trx, {
      ...startOf(job),
      trigger: 'retry',
      sourceRunId: source.id,
      scheduledFor: source.scheduled_for,
      payloadOverride: source.payload_override ?? undefined,
    });
    batches.push({ messageId: run.message_id!, runs: [{ id: run.id, dueAt: run.due_at }] });
    return run;
  });
}

function startOf(job: JobRow) {
  return { id: newId(), jobId: job.id, jobName: job.name, messageId: newId() };
}

/** Ends what has not started at once; of a run under way the wish is noted for its worker. */
export async function cancelRun(deps: WriteDeps, id: string): Promise<RunRow> {
  return await write(deps, async (trx, _now, _plan, batches) => {
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
  });
}
