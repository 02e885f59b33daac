// Writes results of attempts: one statement updates runs, history, their jobs and the roll-ups.
import { type Kysely, sql } from 'kysely';
import { byKey } from './by-key.ts';
import { insertCallbacks } from './callbacks.ts';
import { instantText, nullableInstantText } from './instants.ts';
import { completedStatus, completionReason, oneTimeReason } from './job-transitions.ts';
import { countStarts } from './objectives.ts';
import { binOf, countEnded } from './roll-ups.ts';
import { HISTORY_COLUMNS } from './run-ends.ts';
import { runStatusAfter, statusAfterResult } from './run-transitions.ts';
import type { AttemptRecord, Database, RunStatus, RunTrigger } from './schema.ts';

/** A run that loses its worker this often ends as `failed`, because the run may crash the workers. */
const MAX_LOST = 5;

/** The result of an attempt, and the next status of its run. */
export interface RunResult {
  runId: string;
  jobId: string;
  leaseToken: string;
  attempt: AttemptRecord;
  /** `retrying` is a request: the statement decides whether another attempt is allowed. */
  status: 'succeeded' | 'failed' | 'retrying' | 'canceled';
  statusReason: string | null;
  /** When the next attempt may start; null unless `retrying`. */
  nextDueAt: Temporal.Instant | null;
  finishedAt: Temporal.Instant;
  /** Of the first attempt; null for later ones. */
  latenessMs: number | null;
  /** Another run of the job may wait for the end of this one. */
  isAwaited: boolean;
  /** At the claim, the job had nothing left to plan, or a `max_runs`. */
  mayEndJob: boolean;
  /** The value of the job at the claim. */
  pauseAfterFailures: number | null;
  /** Whether the job had `on_finish` at the claim: only then the statement writes callbacks. */
  hasCallback: boolean;
}

/** A result that was written. */
export interface RecordedRun {
  id: string;
  job_id: string;
  trigger: RunTrigger;
  status: RunStatus;
  /** Of the first attempt; null for later ones. */
  lateness_ms: number | null;
}

/** A job that needs another transaction. */
export interface RecordedJob {
  id: null;
  job_id: string;
  consecutive_failures: number;
  /** Nothing is left to plan, but the statement could not decide whether the last run has ended. */
  may_be_complete: boolean;
  /** The job is complete, and failed or to be deleted: its manual runs are canceled, or the job is deleted. */
  is_completed: boolean;
}

export interface Recorded {
  /** A missing result has lost its lease, or raced with another transaction and can be repeated. */
  runs: RecordedRun[];
  jobs: RecordedJob[];
}

const MAX_INTEGER = 2_147_483_647;

const isRetried = sql<boolean>`(i.status = 'retrying' and not r.final_attempt and not r.cancel_requested
  and not (i.is_lost and r.lost_count >= ${sql.lit(MAX_LOST - 1)}))`;
// A counter at its limit stays there: an overflow would fail the results of all runs of the statement.
const nextLostCount = sql`r.lost_count + (i.is_lost and r.lost_count < ${sql.lit(MAX_INTEGER)})::integer`;

/** Fencing: a result with an old token changes nothing. A result of rescue needs an expired lease. */
const hasLease = sql<boolean>`${byKey('r.id', 'i.id')} and r.lease_token = i.token
  and (not i.is_rescue or r.lease_expires_at < clock_timestamp())
  -- Forces the lock of the jobs' states before their runs, as in every transaction.
  and (select count(*) from states) >= 0`;

/** When the run was due; null for later attempts. */
const firstDueAt = sql`i.started_at - i.lateness_ms * interval '1 millisecond' as first_due_at`;

const statusReason = sql<string | null>`case
  when r.cancel_requested and i.status in ('retrying', 'canceled')
    then coalesce(nullif(r.status_reason, 'catch_up'), 'user')
  when i.status = 'retrying' and not r.final_attempt then 'worker_lost'
  when i.status = 'retrying' or r.decided_by = 'catch_up' then r.status_reason
  else i.status_reason end`;

const isCompletable = sql<boolean>`(s.status = 'active' and (s.next_run is null or s.run_count >= o.max_runs))`;
/**
 * The ended runs were the last of a job with nothing left to plan, and the job's state has not changed since this
 * statement's snapshot: otherwise live runs may exist that the snapshot does not contain.
 */
const isCompleted = sql<boolean>`(o.is_last is true and s.xmin = o.version and ${isCompletable})`;

/** The job's last run is the one with the highest id. */
const newest = (column: string, ended: string) =>
  sql.raw(`case when s.last_run_id > o.id then s.${column} else o.${ended} end`);

/** The effect of the ended runs on their jobs, if each job has one. */
const outcomeOfOneRun = sql`
  select job_id, id, status, scheduled_for, finished_at, status_code, may_end_job,
         status = 'succeeded' and trigger <> 'backfill' as has_succeeded,
         (status = 'failed' and trigger <> 'backfill')::integer as failures,
         (trigger = 'schedule')::integer as scheduled, status as scheduled_status, scheduled_for as last_scheduled_for
  from ended`;

/** The effect if jobs have several: failures count since the last success, in the order of the results. */
const outcomesByJob = sql`
  select job_id, id, status, scheduled_for, finished_at, status_code,
         bool_or(may_end_job) over jobs as may_end_job, last_success is not null as has_succeeded,
         count(*) filter (where status = 'failed' and trigger <> 'backfill'
                            and (last_success is null or place > last_success)) over jobs as failures,
         count(*) filter (where trigger = 'schedule') over jobs as scheduled,
         (array_agg(status) filter (where trigger = 'schedule') over jobs)[1] as scheduled_status,
         (array_agg(scheduled_for) filter (where trigger = 'schedule') over jobs)[1] as last_scheduled_for,
         place_from_end
  from (
    select *, row_number() over jobs as place_from_end,
           max(place) filter (where status = 'succeeded' and trigger <> 'backfill') over jobs as last_success
    from ended
    window jobs as (partition by job_id order by id desc rows between unbounded preceding and unbounded following)
  ) placed
  window jobs as (partition by job_id order by id desc rows between unbounded preceding and unbounded following)`;

/**
 * Writes results in one statement and one round trip, each only if its lease token is current. A run with an attempt left
 * becomes `retrying`; a run that ends moves from `live_runs` to history. The statement also updates the failures, the last
 * run and the completion of the jobs, and the roll-ups. It never joins two CTEs: pinned plans would compute their product.
 */
export async function recordResults(
  db: Kysely<Database>,
  results: RunResult[],
  isRescue = false,
): Promise<Recorded> {
  const jobIds = [...new Set(results.map((result) => result.jobId))];
  const callbacks = results.some((result) => result.hasCallback)
    ? sql`, reported as (${insertCallbacks('ended')})`
    : sql``;
  const { rows } = await sql<RecordedRun | RecordedJob>`
    with clock as materialized (select clock_timestamp() as now),
    input as materialized (
      select x.*, ${binOf('x.lateness_ms')} as lateness_bin, ${isRescue}::boolean as is_rescue
      from rows from (${inputColumns(results)}) with ordinality as x (
        id, token, status, status_reason, due_at, finished_at, lateness_ms, is_lost, number, started_at, duration_ms,
        status_code, error_code, error_message, may_end_job, attempt, place)
    ), states as materialized (
      select job_id from job_states
      where job_id = any(${jobIds}::uuid[]) order by job_id for no key update
    ), retried as (
      update live_runs r set
        status = ${runStatusAfter('retry')}, due_at = i.due_at, message_id = null, lost_count = ${nextLostCount},
        started_at = coalesce(r.started_at, i.started_at), attempt_started_at = null,
        lateness_ms = coalesce(r.lateness_ms, i.lateness_ms), duration_ms = i.duration_ms,
        status_code = i.status_code, error_code = i.error_code, error_message = i.error_message,
        first_attempt = case when i.number = 1 then i.attempt else r.first_attempt end,
        lease_token = null, lease_expires_at = null
      from input i where ${hasLease} and ${isRetried}
      returning r.id, r.job_id, r.trigger, ${runStatusAfter('retry')} as status, i.lateness_ms, i.lateness_bin, ${firstDueAt},
                i.finished_at as attempt_ended_at, null::timestamptz as finished_at, i.number,
                case when i.number > 1 then i.attempt end as later_attempt
    ), ended as (
      delete from live_runs r using input i where ${hasLease} and not ${isRetried}
      returning r.id, r.job_id, r.job_name, r.trigger, r.source_run_id,
        ${statusAfterResult} as status,
        ${statusReason} as status_reason, r.scheduled_for, r.due_at, null::timestamptz as missed_until,
        null::integer as missed_count, r.payload_override, r.attempt_count,
        ${nextLostCount} as lost_count, coalesce(r.started_at, i.started_at) as started_at,
        i.finished_at, coalesce(r.lateness_ms, i.lateness_ms) as lateness_ms, i.duration_ms, i.status_code,
        i.error_code, i.error_message,
        case when i.number = 1 then i.attempt else r.first_attempt end as first_attempt, r.started_by,
        i.place, i.may_end_job, i.lateness_ms as new_lateness_ms, i.lateness_bin, ${firstDueAt}, i.number,
        case when i.number > 1 then i.attempt end as later_attempt
    ), history as (
      insert into runs (${HISTORY_COLUMNS}) select ${HISTORY_COLUMNS} from ended
    )${callbacks}, recorded as (
      select id, job_id, trigger, status, new_lateness_ms as lateness_ms, lateness_bin, first_due_at,
             finished_at as attempt_ended_at, finished_at
      from ended
      union all
      select id, job_id, trigger, status, lateness_ms, lateness_bin, first_due_at, attempt_ended_at, finished_at
      from retried
    ), later as (
      insert into attempts (run_id, number, record)
      select id, number, later_attempt from ended where number > 1
      union all select id, number, later_attempt from retried where number > 1
      -- Only a damaged \`attempt_count\` repeats a number: without this clause its run would never end.
      on conflict do nothing
    ), counted as (${countEnded('recorded', { lateness: true })}
    ), measured as (${countStarts('recorded')}
    ), outcomes as materialized (
      select o.*, (select v.xmin from job_states v where v.job_id = o.job_id) as version,
             j.max_runs, j.delete_when_finished, ${oneTimeReason('j', 'o.scheduled_status')} as one_time_reason,
             case when j.id is not null then
               (j.schedule_type <> 'specific_time' or o.last_scheduled_for = j.specific_time)
               and o.scheduled = (
                 select count(*) from live_runs r where r.job_id = o.job_id and r.trigger = 'schedule')
             end as is_last
      from (${jobIds.length === results.length ? outcomeOfOneRun : sql`select * from (${outcomesByJob}) all_outcomes where place_from_end = 1`}) o
      left join jobs j on ${byKey('j.id', 'o.job_id')} and o.may_end_job and o.scheduled > 0
    ), moved as (
      update job_states s set
        consecutive_failures =
          least(case when o.has_succeeded then 0 else s.consecutive_failures::bigint end + o.failures, ${sql.lit(MAX_INTEGER)})::integer,
        last_run_id = ${newest('last_run_id', 'id')},
        last_run_status = ${newest('last_run_status', 'status')},
        last_run_scheduled_for = ${newest('last_run_scheduled_for', 'scheduled_for')},
        last_run_finished_at = ${newest('last_run_finished_at', 'finished_at')},
        last_run_status_code = ${newest('last_run_status_code', 'status_code')},
        status = case when ${isCompleted} then ${completedStatus('o.one_time_reason')} else s.status end,
        status_reason = case when ${isCompleted} then ${completionReason('s', 'o')} else s.status_reason end,
        next_run = case when ${isCompleted} then null else s.next_run end,
        next_due_at = case when ${isCompleted} then null else s.next_due_at end,
        delete_pending = s.delete_pending
          or ${isCompleted} and o.delete_when_finished and ${completedStatus('o.one_time_reason')} = 'inactive',
        changed_at = case when ${isCompleted} then (select now from clock) else s.changed_at end
      from outcomes o where ${byKey('s.job_id', 'o.job_id')}
      returning s.job_id, s.status, s.consecutive_failures, s.delete_pending, o.failures,
                o.is_last is true and s.changed_at = (select now from clock) as is_completed,
                o.is_last is not null and ${isCompletable} as may_be_complete
    ), job_count as (
      insert into job_counts (status, count)
      select 'active', -count(*) from moved where is_completed having count(*) > 0
      union all select status, count(*) from moved where is_completed group by status
    )
    select id, job_id, trigger, status, lateness_ms, null::boolean as may_be_complete, null::boolean as is_completed,
           null::integer as consecutive_failures
    from recorded
    union all
    select null, job_id, null, null, null, may_be_complete, is_completed, consecutive_failures
    from moved
    where may_be_complete or failures > 0 or is_completed and (delete_pending or status = 'failed')`.execute(
    db,
  );
  return {
    runs: rows.filter((row): row is RecordedRun => row.id !== null),
    jobs: rows.filter((row): row is RecordedJob => row.id === null),
  };
}

/** The results as typed arrays, which PostgreSQL reads three times faster than a JSON object per result. */
function inputColumns(results: RunResult[]) {
  const column = (type: string, values: string | (string | null)[]) =>
    sql`unnest(${values}::${sql.raw(type)}[])`;
  const text = (valueOf: (result: RunResult) => string | null) => column('text', results.map(valueOf));
  const plain = (type: string, valueOf: (result: RunResult) => PlainValue) =>
    column(type, arrayLiteral(results.map(valueOf)));
  return sql.join([
    plain('uuid', (result) => result.runId),
    plain('uuid', (result) => result.leaseToken),
    plain('text', (result) => result.status),
    text((result) => result.statusReason),
    plain('timestamptz', (result) => nullableInstantText(result.nextDueAt)),
    plain('timestamptz', (result) => instantText(result.finishedAt)),
    plain('integer', ({ latenessMs }) => (latenessMs === null ? null : Math.min(latenessMs, MAX_INTEGER))),
    plain('boolean', (result) => result.attempt.outcome === 'lost'),
    plain('integer', (result) => result.attempt.number),
    plain('timestamptz', (result) => result.attempt.started_at),
    plain('integer', (result) => result.attempt.duration_ms),
    plain('integer', (result) => result.attempt.status_code),
    text((result) => result.attempt.error?.code ?? null),
    text((result) => result.attempt.error?.message ?? null),
    plain('boolean', (result) => result.mayEndJob),
    sql`jsonb_array_elements(${JSON.stringify(results.map((result) => result.attempt))}::jsonb)`,
  ]);
}

type PlainValue = string | number | boolean | null;

/** The text of an array of values without special characters; the driver would search each value for them. */
function arrayLiteral(values: PlainValue[]): string {
  return `{${values.map(String).join()}}`;
}
