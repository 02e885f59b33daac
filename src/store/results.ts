// What became of attempts: written in groups, with all that follows from the end of a run.
import { type Kysely, sql } from 'kysely';
import { type ReleasedRun, releaseHeldRuns } from './held.ts';
import { latenessBin } from './lateness-bins.ts';
import { countFailures, type Outcome } from './outcomes.ts';
import { lockEndingJobs, settleJobs } from './planning.ts';
import { countEnded } from './roll-ups.ts';
import type { AttemptRecord, Database } from './schema.ts';

/** A run that loses its worker this often ends `failed`: it may be what kills them. */
export const LOST_AT_MOST = 5;

/** What became of an attempt, and of its run. */
export interface RunResult {
  runId: string;
  jobId: string;
  leaseToken: string;
  attempt: AttemptRecord;
  /** `retrying` only if a further attempt is allowed when this is written. */
  status: 'succeeded' | 'failed' | 'retrying' | 'canceled';
  statusReason: string | null;
  /** When the next attempt may start; null unless `retrying`. */
  nextDueAt: Temporal.Instant | null;
  finishedAt: Temporal.Instant;
  /** Of the first attempt; null for later ones. */
  latenessMs: number | null;
  /** Held runs of the job may wait for the end of this one. */
  isAwaited: boolean;
}

const MAX_INTEGER = 2_147_483_647;

/** What was really written. */
export interface RecordedRun extends Outcome {
  /** Of the first attempt; null for later ones. */
  lateness_ms: number | null;
}

/**
 * Writes many results in one transaction, each only if its lease still holds, ends the jobs whose last run this was,
 * and lets go of held runs that waited for it; returns those, whose messages the caller enqueues. `onRecorded` hears
 * what was written, after the commit.
 */
export async function recordResults(
  db: Kysely<Database>,
  results: RunResult[],
  onRecorded: (runs: RecordedRun[]) => void = () => {},
): Promise<ReleasedRun[]> {
  const rows = results.map((result) => ({
    id: result.runId,
    token: result.leaseToken,
    status: result.status,
    status_reason: result.statusReason,
    due_at: result.nextDueAt,
    finished_at: result.finishedAt,
    lateness_ms: result.latenessMs === null ? null : Math.min(result.latenessMs, MAX_INTEGER),
    lateness_bin: result.latenessMs === null ? null : latenessBin(result.latenessMs),
    is_lost: result.attempt.outcome === 'lost',
    number: result.attempt.number,
    started_at: result.attempt.started_at,
    duration_ms: result.attempt.duration_ms,
    status_code: result.attempt.status_code,
    error_code: result.attempt.error?.code ?? null,
    error_message: result.attempt.error?.message ?? null,
    attempt: result.attempt,
  }));
  const jobsOf = (isMeant: (result: RunResult) => boolean) =>
    results.filter(isMeant).map((result) => result.jobId);
  const awaited = jobsOf((result) => result.isAwaited && result.status !== 'retrying');
  const { recorded, released } = await db.transaction().execute(async (trx) => {
    const ending = await lockEndingJobs(
      trx,
      jobsOf(() => true),
      {
        always: [
          ...awaited,
          ...jobsOf((result) => result.status === 'failed' || result.status === 'retrying'),
        ],
        ifFailing: jobsOf((result) => result.status === 'succeeded'),
      },
    );
    const { rows: outcomes } = await sql<RecordedRun>`
      with input as (
        select * from json_to_recordset(${JSON.stringify(rows)}) as x (
          id uuid, token uuid, status text, status_reason text, due_at timestamptz, finished_at timestamptz,
          lateness_ms integer, lateness_bin smallint, is_lost boolean, number integer, started_at timestamptz,
          duration_ms integer, status_code integer, error_code text, error_message text, attempt json)
      ), held as (
        select r.id, i.status = 'retrying' and not r.final_attempt and not r.cancel_requested
                     and not (i.is_lost and r.lost_count + 1 >= ${LOST_AT_MOST}) as goes_on
        from runs r join input i on i.id = r.id and i.token = r.lease_token order by r.id for update of r
      ), recorded as (
        update runs r set
          status = case when i.status <> 'retrying' then i.status when h.goes_on then 'retrying'
                        when r.cancel_requested then 'canceled' else 'failed' end,
          status_reason = case
            when r.cancel_requested and i.status in ('retrying', 'canceled')
              then coalesce(nullif(r.status_reason, 'catch_up'), 'user')
            when i.status = 'retrying' and not h.goes_on and not r.final_attempt then 'worker_lost'
            when i.status = 'retrying' and r.final_attempt or r.status_reason = 'catch_up' then r.status_reason
            else i.status_reason end,
          due_at = case when h.goes_on then i.due_at else r.due_at end,
          finished_at = case when h.goes_on then null else i.finished_at end,
          message_id = case when h.goes_on then null else r.message_id end,
          lost_count = r.lost_count + i.is_lost::integer,
          started_at = coalesce(r.started_at, i.started_at),
          attempt_started_at = null,
          lateness_ms = coalesce(r.lateness_ms, i.lateness_ms),
          duration_ms = i.duration_ms, status_code = i.status_code,
          error_code = i.error_code, error_message = i.error_message,
          first_attempt = case when i.number = 1 then i.attempt::jsonb else r.first_attempt end,
          lease_token = null, lease_expires_at = null
        from input i, held h where r.id = h.id and i.id = h.id
        returning r.id, r.job_id, r.trigger, r.status, r.finished_at, i.number, i.attempt,
                  i.finished_at as attempt_ended_at, i.lateness_ms, i.lateness_bin
      ), later as (
        insert into attempts (run_id, number, record)
        select id, number, attempt from recorded where number > 1
      ), counted as (${countEnded('recorded', { lateness: true })})
      select job_id, trigger, status, lateness_ms from recorded`.execute(trx);

    await settleJobs(trx, ending);
    await countFailures(trx, outcomes);
    const released = awaited.length === 0 ? [] : await releaseHeldRuns(trx, awaited);
    return { recorded: outcomes, released };
  });
  onRecorded(recorded);
  return released;
}
