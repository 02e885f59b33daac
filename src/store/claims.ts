// Claims, renews and releases the leases of workers on runs.
import { type Kysely, sql, type Transaction } from 'kysely';
import { byKey } from './by-key.ts';
import type { Retry, Success } from './job-columns.ts';
import { isOverlapQueued, isUndecided, isUnfinished } from './live-runs.ts';
import { endRuns, isOneOf } from './run-ends.ts';
import { returnedStatus, runStatusAfter } from './run-transitions.ts';
import { isSchedulerPaused } from './scheduler-pause.ts';
import type { Database, RunTrigger } from './schema.ts';

/** Duration of a lease that is not renewed. */
export const LEASE_SECONDS = 20;
/** A run may be claimed this long before its `due_at`. */
const EARLIEST_CLAIM_MS = 500;
/** An early run is claimed again this long before its `due_at`. */
const CLAIM_EARLY_MS = 400;
/** A retry that is due later than this gets another message by then. */
const RETRY_WAIT_MS = 10_000;

/** A claimed run with the current target and payload of its job. */
export interface ClaimedRun {
  id: string;
  job_id: string;
  job_name: string;
  trigger: RunTrigger;
  /** Another run of the job may wait for the end of this one. */
  is_awaited: boolean;
  /** The job has nothing left to plan, or a `max_runs`: this run may be its last. */
  may_end_job: boolean;
  pause_after_failures: number | null;
  /** The job has `on_finish`. */
  has_callback: boolean;
  scheduled_for: Temporal.Instant;
  due_at: Temporal.Instant;
  /** Number of the claimed attempt, from 1. */
  attempt_number: number;
  /** Attempts before this one that count against `max_attempts`. */
  counted_attempts: number;
  started_at: Temporal.Instant | null;
  payload: unknown;
  target: string;
  method: string;
  headers: Record<string, string>;
  secret_headers: string[];
  /** The name of a credential. */
  credential: string | null;
  timeout_seconds: number;
  retry: Retry;
  success: Success;
  job_key: string | null;
  target_host: string;
  /** Encrypted, like some of the headers. */
  signing_secret: string | null;
  /** Encrypted; null once it has expired. */
  previous_signing_secret: string | null;
}

/** Each requested ID is in exactly one of the lists. */
export interface Claim {
  claimed: ClaimedRun[];
  /** Runs that are not due yet, each with the delay until its next claim. */
  early: { id: string; claimInMs: number }[];
  /** Locked by another transaction: to be claimed again. */
  busy: string[];
  /** Late or contended: a policy decides first (`decideRuns`). */
  undecided: string[];
  /** Ended, claimed by another worker, waiting, or stopped by the scheduler pause: nothing is left to do. */
  gone: string[];
  /** The database's clock at the statement, Unix milliseconds. */
  databaseNowMs: number;
}

const isLate = (run: string) =>
  sql<boolean>`(${sql.raw(run)}.due_at < (select now from clock) - interval '60 seconds')`;

/** Whether the catch-up policy `one` executes a late run `r` of job `j`: no newer run is late, and the window is open. */
const isLateAlone = sql<boolean>`j.catch_up ->> 'policy' = 'one'
  -- Stored JSON may be damaged: a failing cast would fail the claim of all runs.
  and case when jsonb_typeof(j.catch_up -> 'window_seconds') = 'number'
        then extract(epoch from (select now from clock) - r.due_at) <= (j.catch_up -> 'window_seconds')::numeric
        else false end
  and (s.next_due_at is null or s.next_due_at >= (select now from clock) - interval '60 seconds')
  and (s.last_run_id is null or s.last_run_id < r.id)
  and not exists (
    select from live_runs o where o.job_id = r.job_id and o.id > r.id and o.trigger = 'schedule'
      and (o.status <> 'queued' or ${isLate('o')}))`;

/** A counter that is damaged or full stays at its limit: an overflow would fail the claim of every run. */
const MAX_INTEGER = sql.lit(2_147_483_647);

/** Whether undecided run `o` of the job goes before `r`: those on time before late ones, then the earlier. */
const goesBefore = sql<boolean>`case when ${isLate('o')} = ${isLate('r')} then (o.due_at, o.id) < (r.due_at, r.id)
  else ${isLate('r')} and o.due_at <= (select now from clock) end`;

/** Whether due run `r` of a job with policy `none` may be late because the next occurrence is due (catch-up.ts). */
const isNextDue = sql<boolean>`(j.catch_up ->> 'policy' = 'none' and (
  s.next_due_at <= (select now from clock) or s.last_run_id > r.id
  or exists (select from live_runs o where o.job_id = r.job_id and o.id > r.id and o.trigger = 'schedule'
               and o.due_at <= (select now from clock))) is true)`;

type ListName = 'claim' | 'early' | 'busy' | 'undecided' | 'gone';
type Row = ClaimedRun & { list: ListName; wait_ms: number; now_ms: number };

/**
 * Takes the lease on the runs that are due within half a second, in one statement with one clock. Repeated with the
 * same token after a lost response, it renews the same leases.
 *
 * Overlap: a claim locks the state of the job and counts the run in it; every plan and result writes the same row. If
 * the state is newer than this statement's snapshot, other runs of the job may have changed invisibly: the run is
 * undecided. So is a run with an unfinished run of its job, or an undecided one due before it. `decided` are runs that
 * the policies allow to start; the caller has locked their jobs' states.
 *
 * Catch-up: a late run starts at once if the policy is `one`, the run is within the window, and the job's state and live
 * runs show that no newer occurrence is or was late. Every other late run is undecided.
 */
export async function claimRuns(
  db: Kysely<Database>,
  runIds: string[],
  leaseToken: string,
  decided: string[] = [],
): Promise<Claim> {
  const { rows } = await sql<Row>`
    with clock as materialized (
      select clock_timestamp() as now, ${isSchedulerPaused} as is_paused
    ), sorted as materialized (
      select locked.*, (select now from clock) as now, case
          when status = 'running' and lease_token = ${leaseToken}::uuid then 'claim'
          when status = 'running' or waiting_for is not null or (select is_paused from clock) then 'gone'
          when due_at > (select now from clock) + ${EARLIEST_CLAIM_MS} * interval '1 millisecond' then
            case when status = 'retrying' and due_at > (select now from clock) + ${RETRY_WAIT_MS} * interval '1 millisecond'
                 then 'gone' else 'early' end
          when is_undecided and (is_contended or is_late_and_not_alone) then 'undecided'
          else 'claim' end as list
      from (
        select r.place, r.id, r.job_id, r.job_name, r.trigger, r.status, r.waiting_for, r.decided_by,
               r.lease_token, r.scheduled_for, r.due_at, r.started_at, r.attempt_count, r.lost_count,
               coalesce(r.payload_override, j.payload) as payload, j.overlap, j.target, j.method, j.headers,
               j.secret_headers, j.credential,
               j.timeout_seconds, j.retry, j.success, j.target_host, j.key as job_key, j.signing_secret,
               j.previous_signing_secret, j.previous_secret_expires_at, j.pause_after_failures,
               j.on_finish is not null as has_callback,
               s.next_run is null or j.max_runs is not null as may_end_job,
               ${isUndecided('r')} and r.id <> all(${decided}::uuid[]) as is_undecided,
               ${isUndecided('r')} and (
                 (j.overlap <> 'allow' or ${isLate('r')})
                   and s.version <> (select v.xmin from job_states v where v.job_id = r.job_id)
                 or j.overlap <> 'allow' and exists (
                   select from live_runs o where o.job_id = r.job_id and o.id <> r.id and (
                     ${isUnfinished('o')} or ${isOverlapQueued('o')} or ${isUndecided('o')} and ${goesBefore}))
               ) as is_contended,
               ${isUndecided('r')} and (${isLate('r')} and not (${isLateAlone}) or ${isNextDue}) as is_late_and_not_alone
        -- Nested loops in this order, independent of table statistics (see by-key.ts).
        from unnest(${runIds}::uuid[]) a (id)
        cross join lateral (
          select ctid as place, * from live_runs where id = a.id for update skip locked) r
        cross join lateral (
          select xmin as version, * from job_states where job_id = r.job_id for no key update skip locked) s
        cross join lateral (select * from jobs where id = r.job_id offset 0) j
        offset 0
      ) locked
    ), claimed as (
      update live_runs r set
        status = ${runStatusAfter('claim')}, status_reason = case when r.decided_by = 'catch_up' then r.status_reason end,
        attempt_count = r.attempt_count + (r.status <> 'running' and r.attempt_count < ${MAX_INTEGER})::integer,
        attempt_started_at = greatest(r.due_at, v.now),
        lease_token = ${leaseToken}, lease_expires_at = v.now + ${LEASE_SECONDS} * interval '1 second'
      -- A row that another transaction updated between the snapshot and the lock has a new ctid, which this UPDATE does
      -- not see: the run is busy.
      from sorted v where r.ctid = v.place and v.list = 'claim'
      returning r.id, r.job_id, r.trigger = 'schedule' and v.status <> 'running' and v.attempt_count = 0 as is_first
    ), counted as (
      update job_states s set run_count = least(s.run_count::bigint + c.runs, ${MAX_INTEGER})::integer
      from (
        select job_id, count(*)::integer as runs from claimed where is_first group by job_id
      ) c
      where ${byKey('s.job_id', 'c.job_id')}
    ), unlocked as (
      select id from unnest(${runIds}::uuid[]) a (id) except select id from sorted
    )
    select id, job_id, job_name, trigger, scheduled_for, due_at, started_at,
           trigger = 'backfill' or decided_by is not distinct from 'catch_up'
             or overlap in ('queue', 'cancel_previous') as is_awaited,
           may_end_job, pause_after_failures, has_callback,
           attempt_count + (status <> 'running' and attempt_count < ${MAX_INTEGER})::integer as attempt_number,
           attempt_count::bigint + (status <> 'running')::integer - 1 - lost_count as counted_attempts,
           payload, target, method, headers, secret_headers, credential, timeout_seconds, retry, success,
           target_host, job_key, signing_secret,
           case when previous_secret_expires_at > now then previous_signing_secret end as previous_signing_secret,
           case when list = 'claim' and id not in (select c.id from claimed c) then 'busy' else list end as list,
           (extract(epoch from due_at - now) * 1000)::float8 as wait_ms,
           (extract(epoch from now) * 1000)::float8 as now_ms
    from sorted
    union all
    select u.id, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
           null, null, null, null, null, null, null, null,
           case when exists (select from jobs where id = (select job_id from live_runs where id = u.id))
                then 'busy' else 'gone' end,
           null, (extract(epoch from (select now from clock)) * 1000)::float8
    from unlocked u`.execute(db);

  const claim: Claim = {
    claimed: [],
    early: [],
    busy: [],
    undecided: [],
    gone: [],
    databaseNowMs: rows[0]?.now_ms ?? Number.NaN,
  };
  for (const row of rows) {
    if (row.list === 'claim') claim.claimed.push(row);
    else if (row.list === 'early') claim.early.push({ id: row.id, claimInMs: row.wait_ms - CLAIM_EARLY_MS });
    else claim[row.list].push(row.id);
  }
  return claim;
}

/** A lease after a renewal. A missing lease belongs to another worker, or its run has ended. */
export interface RenewedLease {
  id: string;
  cancel_requested: boolean;
  /** False if another transaction had locked the row: the lease is unchanged. */
  is_renewed: boolean;
}

/** Extends the leases with the tokens; a run whose result is being written keeps its lease. */
export async function renewLeases(
  db: Kysely<Database>,
  runIds: string[],
  leaseTokens: string[],
): Promise<RenewedLease[]> {
  const { rows } = await sql<RenewedLease>`
    with leased as materialized (
      select id from live_runs
      where id = any(${runIds}::uuid[]) and lease_token = any(${leaseTokens}::uuid[])
      for update skip locked
    ), renewed as (
      update live_runs r set lease_expires_at = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second'
      from leased l where ${byKey('r.id', 'l.id')}
      returning r.id
    )
    select id, cancel_requested, id in (select n.id from renewed n) as is_renewed from live_runs
    where id = any(${runIds}::uuid[]) and lease_token = any(${leaseTokens}::uuid[])`.execute(db);
  return rows;
}

/**
 * Undoes the claims of runs that were not sent; the planner enqueues the runs again. Runs that were canceled in the
 * meantime, or whose job was paused or deleted, are canceled.
 */
export async function releaseRuns(
  db: Kysely<Database>,
  runIds: string[],
  leaseTokens: string[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockStatesOfRuns(trx, runIds);
    const { rows } = await sql<{ id: string; is_canceled: boolean }>`
      with released as (
        update live_runs set
          status = ${returnedStatus},
          attempt_count = greatest(attempt_count - 1, 0), attempt_started_at = null, message_id = null,
          lease_token = null, lease_expires_at = null
        where id = any(${runIds}::uuid[]) and lease_token = any(${leaseTokens}::uuid[])
        returning *
      ), counted as (
        update job_states s set run_count = greatest(s.run_count::bigint - r.runs, 0)::integer
        from (select job_id, count(*)::integer as runs from released
              where trigger = 'schedule' and attempt_count = 0 group by job_id) r
        where ${byKey('s.job_id', 'r.job_id')}
      )
      select id, final_attempt or cancel_requested as is_canceled from released`.execute(trx);
    const canceled = rows.filter((run) => run.is_canceled).map((run) => run.id);
    if (canceled.length === 0) return;
    await endRuns(trx, isOneOf(canceled), { status: 'canceled', reason: null });
  });
}

/** Locks the states of the runs' jobs in the order of all transactions. */
export async function lockStatesOfRuns(trx: Transaction<Database>, runIds: string[]): Promise<void> {
  await sql`
    select from job_states
    where job_id = any(array(select job_id from live_runs where id = any(${runIds}::uuid[])))
    order by job_id for no key update`.execute(trx);
}
