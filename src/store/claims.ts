// A worker's hold on runs: claim, renew, give back.
import { type Kysely, sql, type Transaction } from 'kysely';
import { isContended, isLate, isUnjudged } from './judgements.ts';
import { isPaused } from './master-switch.ts';
import { countEnded } from './roll-ups.ts';
import type { Database, Retry, RunTrigger, Success } from './schema.ts';

/** How long a claim holds without being renewed. */
export const LEASE_SECONDS = 20;
/** How long before its `due_at` a run may be claimed. */
const EARLIEST_CLAIM_MS = 500;
/** How long before it a claim is worth asking for again. */
const ASK_EARLY_MS = 400;

/** A run as its next attempt needs it: target and payload as they are now. */
export interface ClaimedRun {
  id: string;
  job_id: string;
  job_name: string;
  trigger: RunTrigger;
  /** Held runs of the job may wait for the end of this one. */
  is_awaited: boolean;
  scheduled_for: Temporal.Instant;
  due_at: Temporal.Instant;
  /** Of the attempt now claimed, from 1. */
  attempt_number: number;
  /** Attempts before this one that count against `max_attempts`. */
  counted_attempts: number;
  started_at: Temporal.Instant | null;
  payload: unknown;
  target: string;
  method: string;
  headers: Record<string, string>;
  timeout_seconds: number;
  retry: Retry;
  success: Success;
  job_key: string | null;
  target_host: string;
  /** Sealed, like some of the headers. */
  signing_secret: string | null;
  /** Sealed; null once it has expired. */
  previous_signing_secret: string | null;
}

export interface Claim {
  claimed: ClaimedRun[];
  /** Runs that are not due yet, and when to ask for them again. */
  waiting: { id: string; askInMs: number }[];
  /** Runs left out since their host has no place free. */
  crowded: { id: string; host: string }[];
  /** Scheduled runs that lay in the queue for too long: they are to be judged first. */
  late: string[];
  /** Scheduled runs whose job has another one unfinished, or another among those asked for: the same. */
  contended: string[];
  /** The database's clock when it answered, Unix milliseconds. */
  databaseNowMs: number;
}

/** How a worker shares its places among hosts. */
export interface Places {
  perHost: number;
  /** Places taken, by host; none where a host is not named. */
  taken: Record<string, number>;
}

/**
 * Locks the jobs of those runs that a claim would start. A job is always locked before its runs, and what is decided
 * at a first claim must see what was decided before.
 */
export async function lockJobsToStart(trx: Transaction<Database>, runIds: string[]): Promise<void> {
  await sql`
    select from jobs
    where id in (select job_id from runs where id = any(${runIds}::uuid[]) and status = 'queued' and trigger = 'schedule')
    order by id for no key update`.execute(trx);
}

/**
 * Takes the lease on those of the runs that are to be sent within half a second; what was canceled or is claimed
 * elsewhere is not in the answer, nor anything while the master switch is off, nor a retry of later, which has a message of its own. Asked again with the same
 * token, because the answer was lost, it answers the same. `areJudged`: they may be late, and may overlap. The jobs
 * are locked by the caller.
 */
export async function claimRuns(
  trx: Transaction<Database>,
  runIds: string[],
  leaseToken: string,
  places: Places,
  areJudged = false,
): Promise<Claim> {
  const never = sql<boolean>`false`;
  const { rows } = await sql<
    ClaimedRun & {
      is_claimed: boolean;
      is_late: boolean;
      is_contended: boolean;
      is_crowded: boolean;
      wait_ms: number;
      now_ms: number;
    }
  >`
    with asked as (
      select r.id, j.target_host, ${areJudged ? never : isLate('r')} as is_late,
             ${areJudged ? never : isContended('r', 'j')}
               or ${areJudged ? never : sql<boolean>`j.overlap <> 'allow' and ${isUnjudged('r')}`}
                  and row_number() over (partition by r.job_id, ${isUnjudged('r')} order by r.scheduled_for) > 1
               as is_contended
      from runs r join jobs j on j.id = r.job_id
      where r.id = any(${runIds}::uuid[]) and r.status in ('queued', 'retrying')
        and r.due_at <= clock_timestamp() + ${EARLIEST_CLAIM_MS} * interval '1 millisecond'
        and not (r.status = 'queued' and r.status_reason is not null and r.message_id is null) and not ${isPaused}
    ), placed as (
      select id, row_number() over (partition by target_host order by id)
                   > ${places.perHost}::integer - coalesce((${JSON.stringify(places.taken)}::json ->> target_host)::integer, 0)
                 as is_crowded
      from asked where not is_late and not is_contended
    ), candidates as (
      select r.id from placed p join runs r on r.id = p.id
      where not p.is_crowded and r.status in ('queued', 'retrying')
      order by r.id for update of r skip locked
    ), claimed as (
      update runs r set
        status = 'running', status_reason = case when r.status_reason = 'catch_up' then r.status_reason end,
        attempt_count = attempt_count + 1, attempt_started_at = greatest(due_at, clock_timestamp()),
        lease_token = ${leaseToken}, lease_expires_at = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second'
      from candidates c where r.id = c.id
      returning r.*
    ), counted as (
      update jobs j set run_count = j.run_count + c.runs
      from (select job_id, count(*) as runs from claimed where trigger = 'schedule' and attempt_count = 1
            group by job_id) c
      where j.id = c.job_id
    )
    select r.id, r.job_id, r.job_name, r.trigger, r.scheduled_for, r.due_at, r.started_at,
           r.trigger = 'backfill' or r.status_reason is not distinct from 'catch_up'
             or j.overlap in ('queue', 'cancel_previous') as is_awaited,
           coalesce(c.attempt_count, r.attempt_count) as attempt_number,
           coalesce(c.attempt_count, r.attempt_count) - 1 - r.lost_count as counted_attempts,
           coalesce(r.payload_override, j.payload) as payload,
           j.target, j.method, j.headers, j.timeout_seconds, j.retry, j.success, j.target_host,
           j.key as job_key, j.signing_secret,
           case when j.previous_secret_expires_at > clock_timestamp() then j.previous_signing_secret end
             as previous_signing_secret,
           c.id is not null or r.lease_token is not distinct from ${leaseToken}::uuid as is_claimed,
           coalesce(a.is_late, false) as is_late, coalesce(a.is_contended, false) as is_contended,
           coalesce(p.is_crowded, false) as is_crowded,
           (extract(epoch from r.due_at - clock_timestamp()) * 1000)::float8 as wait_ms,
           (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
    from runs r
    left join claimed c on c.id = r.id
    left join asked a on a.id = r.id
    left join placed p on p.id = r.id
    join jobs j on j.id = r.job_id
    where r.id = any(${runIds}::uuid[]) and (
      c.id is not null or r.lease_token = ${leaseToken} or r.status = 'queued'
      or r.status = 'retrying' and r.due_at <= clock_timestamp() + interval '10 seconds')`.execute(trx);

  const answer: Claim = {
    claimed: [],
    waiting: [],
    crowded: [],
    late: [],
    contended: [],
    databaseNowMs: rows[0]?.now_ms ?? Number.NaN,
  };
  for (const row of rows) {
    if (row.is_claimed) answer.claimed.push(row);
    else if (row.wait_ms > EARLIEST_CLAIM_MS)
      answer.waiting.push({ id: row.id, askInMs: row.wait_ms - ASK_EARLY_MS });
    else if (row.is_late) answer.late.push(row.id);
    else if (row.is_contended) answer.contended.push(row.id);
    else if (row.is_crowded) answer.crowded.push({ id: row.id, host: row.target_host });
  }
  return answer;
}

/** Prolongs the leases that are still ours; returns the runs they hold, and which of them are to be given up. */
export async function renewLeases(
  db: Kysely<Database>,
  runIds: string[],
  leaseTokens: string[],
): Promise<{ id: string; cancel_requested: boolean }[]> {
  const { rows } = await sql<{ id: string; cancel_requested: boolean }>`
    with held as (
      select id from runs
      where id = any(${runIds}::uuid[]) and lease_token = any(${leaseTokens}::uuid[])
      order by id for update
    )
    update runs r set lease_expires_at = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second'
    from held h where r.id = h.id
    returning r.id, r.cancel_requested`.execute(db);
  return rows;
}

/**
 * Gives back runs that were claimed but not sent, as if they had not been claimed; the planner enqueues them anew.
 * Those that somebody canceled in the meantime, or whose job was paused or deleted, are canceled.
 */
export async function releaseRuns(
  db: Kysely<Database>,
  runIds: string[],
  leaseTokens: string[],
): Promise<void> {
  await sql`
    with uncounted as (
      select id, job_id from runs
      where id = any(${runIds}::uuid[]) and lease_token = any(${leaseTokens}::uuid[])
        and trigger = 'schedule' and attempt_count = 1
    ), locked as (
      select id from jobs where id in (select job_id from uncounted) order by id for no key update
    ), released as (
      update runs set
        status = case when final_attempt or cancel_requested then 'canceled' when attempt_count > 1 then 'retrying' else 'queued' end,
        finished_at = case when final_attempt or cancel_requested then clock_timestamp() end,
        attempt_count = attempt_count - 1, attempt_started_at = null, message_id = null,
        lease_token = null, lease_expires_at = null
      -- The jobs come first: asking for their number locks them.
      where (select count(*) from locked) >= 0
        and id = any(${runIds}::uuid[]) and lease_token = any(${leaseTokens}::uuid[])
      returning id, status, finished_at
    ), counted as (${countEnded('released')})
    update jobs j set run_count = j.run_count - u.runs
    from (select job_id, count(*) as runs from uncounted join released using (id) group by job_id) u
    where j.id = u.job_id`.execute(db);
}
