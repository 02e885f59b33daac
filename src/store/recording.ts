// Records results, and completes, fails and releases what depends on them.
import type { Kysely, Transaction } from 'kysely';
import { isDeadlock, isOutage } from './errors.ts';
import { completeJobs, finishCompletion } from './job-completion.ts';
import { failJobs, findJobsWithTooManyFailures, lockJobStates } from './job-states.ts';
import { type Recorded, type RecordedRun, type RunResult, recordResults } from './results.ts';
import { systemRuntime } from './runtime.ts';
import type { Database } from './schema.ts';
import { type ReleasedRun, releaseWaitingRuns } from './waiting-runs.ts';

const MAX_TRIES = 5;
const PAUSE_MS = 100;

export interface RecordOutcome {
  recorded: RecordedRun[];
  /** Waiting runs that the results released. The caller enqueues their messages. */
  released: ReleasedRun[];
}

/**
 * Records results. Most results need one statement. Results that may fail their job or release a waiting run are
 * written in a transaction with these consequences; so is a completion that the statement could not decide.
 */
export async function recordRuns(
  db: Kysely<Database>,
  results: RunResult[],
  isRescue = false,
  { delay } = systemRuntime,
): Promise<RecordOutcome> {
  const ordinary = results.filter((result) => !hasConsequences(result));
  const others = results.filter(hasConsequences);
  const outcome: RecordOutcome = { recorded: [], released: [] };
  if (ordinary.length > 0) {
    const written = await recordAll(db, ordinary, isRescue);
    outcome.recorded.push(...written.runs);
    outcome.released.push(...(await followUpWithRetries(db, ordinary, written, delay)));
  }
  if (others.length > 0) {
    const { recorded, released } = await db.transaction().execute(async (trx) => {
      const written = await recordAll(trx, others, isRescue);
      return { recorded: written.runs, released: await followUp(trx, others, written) };
    });
    outcome.recorded.push(...recorded);
    outcome.released.push(...released);
  }
  return outcome;
}

function hasConsequences({ isAwaited, status, pauseAfterFailures }: RunResult): boolean {
  return isAwaited || (pauseAfterFailures !== null && status !== 'succeeded');
}

async function recordAll(db: Kysely<Database>, results: RunResult[], isRescue: boolean): Promise<Recorded> {
  const written = await recordResults(db, results, isRescue);
  // A result that raced with a cancel, an edit or a renewal matched no branch of the statement: repeat it.
  for (let tries = 1; !isRescue && written.runs.length < results.length && tries < MAX_TRIES; tries++) {
    const found = new Set(written.runs.map((run) => run.id));
    const again = await recordResults(
      db,
      results.filter((result) => !found.has(result.runId)),
    );
    written.runs.push(...again.runs);
    written.jobs.push(...again.jobs);
  }
  return written;
}

/** Never fails after a deadlock or a lost connection: the results are committed, and must not be recorded again. */
async function followUpWithRetries(
  db: Kysely<Database>,
  results: RunResult[],
  written: Recorded,
  delay: (ms: number) => Promise<void>,
): Promise<ReleasedRun[]> {
  if (written.jobs.length === 0) return [];
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().execute((trx) => followUp(trx, results, written));
    } catch (error) {
      // The sweeps do the same within ten seconds.
      if (tries === MAX_TRIES) return [];
      if (!isDeadlock(error) && !isOutage(error)) throw error;
      await delay(tries * PAUSE_MS);
    }
  }
}

async function followUp(
  trx: Transaction<Database>,
  results: RunResult[],
  { runs, jobs }: Recorded,
): Promise<ReleasedRun[]> {
  const limits = new Map(results.map((result) => [result.jobId, result.pauseAfterFailures]));
  const ended = new Set(runs.filter((run) => run.status !== 'retrying').map((run) => run.id));
  const awaited = results
    .filter((result) => result.isAwaited && ended.has(result.runId))
    .map((result) => result.jobId);
  const completable = jobs.filter((job) => job.may_be_complete).map((job) => job.job_id);
  const completed = jobs.filter((job) => job.is_completed).map((job) => job.job_id);
  const failing = jobs
    .filter((job) => job.consecutive_failures >= (limits.get(job.job_id) ?? Number.POSITIVE_INFINITY))
    .map((job) => job.job_id);
  const jobIds = [...new Set([...awaited, ...completable, ...completed, ...failing])];
  if (jobIds.length === 0) return [];
  await lockJobStates(trx, jobIds);
  await completeJobs(trx, completable);
  if (completed.length > 0) await finishCompletion(trx, completed);
  if (failing.length > 0) {
    await failJobs(trx, await findJobsWithTooManyFailures(trx, failing), 'too_many_failures');
  }
  return awaited.length === 0 ? [] : await releaseWaitingRuns(trx, awaited);
}
