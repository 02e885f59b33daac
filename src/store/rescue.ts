// Rescue: records lost attempts of runs with an expired lease, and forgets lost messages.
import { type Kysely, sql } from 'kysely';
import { isRowFault } from './errors.ts';
import { instantText } from './instants.ts';
import { type RecordOutcome, recordRuns } from './recording.ts';
import type { RunResult } from './results.ts';
import { systemRuntime } from './runtime.ts';
import type { Database } from './schema.ts';

/** A running run with an expired lease. */
interface ExpiredRun {
  id: string;
  job_id: string;
  lease_token: string;
  attempt_count: number;
  attempt_started_at: Temporal.Instant | null;
  due_at: Temporal.Instant;
  lateness_ms: number | null;
  /** The database's clock. */
  now: Temporal.Instant;
}

/**
 * Records the attempts of up to `limit` runs with an expired lease as `lost`, by the path of every other result. The run
 * is retried at once, unless it has lost its worker too often or its job allows no other attempt. `onFault` is called for
 * each damaged run.
 */
export async function recordLostRuns(
  db: Kysely<Database>,
  limit: number,
  onFault: (error: Error) => void = () => {},
  runtime = systemRuntime,
): Promise<RecordOutcome> {
  const { rows } = await sql<ExpiredRun>`
    select id, job_id, lease_token, attempt_count, attempt_started_at, due_at, lateness_ms,
           date_trunc('milliseconds', clock_timestamp()) as now
    from live_runs where status = 'running' and lease_expires_at < clock_timestamp() limit ${limit}`.execute(
    db,
  );
  const outcome: RecordOutcome = { recorded: [], released: [] };
  if (rows.length === 0) return outcome;
  const results = rows.map(lostResult);
  try {
    return await recordRuns(db, results, true, runtime);
  } catch (error) {
    if (!isRowFault(error)) throw error;
    // One by one, so that a damaged row does not keep the other runs from being rescued.
    for (const result of results) {
      try {
        const { recorded, released } = await recordRuns(db, [result], true, runtime);
        outcome.recorded.push(...recorded);
        outcome.released.push(...released);
      } catch (fault) {
        if (!isRowFault(fault)) throw fault;
        onFault(new Error(`The lost attempt of run ${result.runId} cannot be recorded.`, { cause: fault }));
      }
    }
    return outcome;
  }
}

function lostResult(run: ExpiredRun): RunResult {
  const startedAt = run.attempt_started_at ?? run.now;
  const latenessMs = startedAt.epochMilliseconds - run.due_at.epochMilliseconds;
  return {
    runId: run.id,
    jobId: run.job_id,
    leaseToken: run.lease_token,
    attempt: {
      number: run.attempt_count,
      started_at: instantText(startedAt),
      duration_ms: null,
      outcome: 'lost',
      status_code: null,
      error: {
        code: 'worker_lost',
        message:
          'The lease of the attempt ended without a result: the worker stopped, or lost its connection to PostgreSQL. It is not known whether the target received the request.',
      },
      timings: null,
      request: null,
      response: null,
    },
    status: 'retrying',
    statusReason: null,
    nextDueAt: run.now,
    finishedAt: run.now,
    latenessMs: run.lateness_ms === null ? Math.max(0, latenessMs) : null,
    isAwaited: true,
    mayEndJob: true,
    // Not known here: any value makes `recordRuns` look up the job's limit.
    pauseAfterFailures: 1,
    hasCallback: true,
  };
}

/** Finds messages of unclaimed runs that have been due for longer than `overdueSeconds`. */
export async function findOverdueMessages(
  db: Kysely<Database>,
  overdueSeconds: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ message_id: string }>`
    select message_id from live_runs
    where status <> 'running' and message_id is not null
      and due_at < clock_timestamp() - ${overdueSeconds} * interval '1 second'
    group by message_id order by min(due_at) limit ${limit}`.execute(db);
  return rows.map((row) => row.message_id);
}

/** Removes lost messages from their unclaimed runs, which then get new ones. */
export async function forgetMessages(db: Kysely<Database>, messageIds: string[]): Promise<void> {
  await sql`
    update live_runs set message_id = null
    where status <> 'running' and message_id = any(${messageIds}::uuid[])`.execute(db);
}

/** Removes the messages of runs that a stopping worker has not claimed. */
export async function forgetMessagesOf(db: Kysely<Database>, runIds: string[]): Promise<void> {
  await sql`
    update live_runs set message_id = null
    where id = any(${runIds}::uuid[]) and status <> 'running'`.execute(db);
}
