// Finds jobs for which the condition of a notification rule holds, and open alerts whose condition has ended.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RuleRow } from './notification-rules.ts';
import type { CloseReason, RuleEvent } from './notification-tables.ts';
import type { Database } from './schema.ts';

/** A job for which the condition of a rule holds. */
export interface Finding {
  job_id: string;
  job_name: string;
  run_id: string | null;
  /** Failures in a row, seconds late, hours without success, or missed occurrences. */
  value: number;
  /** Of the last failed run. */
  error: string | null;
}

/** A time in which no notice is due: lateness counts from its end. */
export interface Quiet {
  /** The end of the last scheduler pause; null if none has ended. */
  pausedUntil: Temporal.Instant | null;
}

/** Findings of one rule in one look; the next look finds the others. */
export const AT_ONCE = 1_000;

/** The job of the state `s`, by its key: no plan reads all jobs. */
export const jobOfState = sql`(select name, tags, created_at from jobs where id = s.job_id offset 0)`;

/** Nothing is reported about a paused job. */
const isHeard = sql<boolean>`s.status_reason is distinct from 'paused'`;

export function isInScope({ job_id, tag }: RuleRow): RawBuilder<boolean> {
  if (job_id !== null) return sql<boolean>`s.job_id = ${job_id}::uuid`;
  if (tag !== null) return sql<boolean>`j.tags @> ${JSON.stringify([tag])}::jsonb`;
  return sql<boolean>`true`;
}

export function isNew({ id }: RuleRow): RawBuilder<boolean> {
  return sql<boolean>`not exists (
    select from alerts a where a.rule_id = ${id}::uuid and a.job_id = s.job_id and a.state = 'open')`;
}

export const instant = (at: Temporal.Instant | null) => sql`${at?.toString() ?? '-infinity'}::timestamptz`;

/**
 * Finds jobs without an open alert of the rule for which its condition holds. Rules on missed runs: `takeMissedRuns`; on
 * silence: `findSilentJobs`.
 */
export async function findBreaches(db: Kysely<Database>, rule: RuleRow, quiet: Quiet): Promise<Finding[]> {
  const select = selectBreaches[rule.event]?.(rule, quiet);
  if (select === undefined) return [];
  return (await sql<Finding>`${select} limit ${AT_ONCE}`.execute(db)).rows;
}

type Select = (rule: RuleRow, quiet: Quiet) => RawBuilder<unknown>;

const selectBreaches: Partial<Record<RuleEvent, Select>> = {
  failing: (rule) => selectFailing(rule, sql`s.is_failing and s.consecutive_failures >= ${rule.failures}`),
  paused_by_failures: (rule) =>
    selectFailing(rule, sql`s.status = 'failed' and s.status_reason = 'too_many_failures'`),
  late: (rule, { pausedUntil }) => sql`
    select * from (
      select distinct on (s.job_id) s.job_id, j.name as job_name, l.run_id,
        extract(epoch from coalesce(l.started_at, clock_timestamp()) - greatest(l.due_at, ${instant(pausedUntil)}))::int as value,
        null as error
      from (
        select r.job_id, r.id as run_id, r.due_at, r.attempt_started_at as started_at
        from live_runs r where ${isRunLate(sql`${rule.late_seconds}::int`)}
        union all
        select n.job_id, null, n.next_due_at, null from job_states n
        where coalesce(n.next_due_at, 'infinity'::timestamptz) < ${lateLimit(sql`${rule.late_seconds}::int`)}
          and n.status = 'active'
      ) l join job_states s on s.job_id = l.job_id cross join lateral ${jobOfState} j
      where ${isHeard} and ${isInScope(rule)} and ${isNew(rule)}
      order by s.job_id, l.due_at
    ) late where value >= ${rule.late_seconds}`,
};

function selectFailing(rule: RuleRow, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select s.job_id, j.name as job_name, case when s.last_run_status = 'failed' then s.last_run_id end as run_id,
      s.consecutive_failures as value,
      (select coalesce(r.error_message, r.error_code) from runs r
       where r.id = s.last_run_id and s.last_run_status = 'failed') as error
    from job_states s cross join lateral ${jobOfState} j
    where ${condition} and ${isHeard} and ${isInScope(rule)} and ${isNew(rule)}`;
}

const lateLimit = (seconds: RawBuilder<unknown>) =>
  sql`clock_timestamp() - make_interval(secs => ${seconds})`;

/** Whether live run `r` has not started, or started its first attempt, that long after it was due. */
function isRunLate(seconds: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`r.trigger <> 'backfill' and r.waiting_for is null and (
    r.status = 'queued' and r.due_at < ${lateLimit(seconds)}
    or r.status = 'running' and r.attempt_count = 1 and r.attempt_started_at > r.due_at + make_interval(secs => ${seconds}))`;
}

export interface MissedRun {
  run_id: string;
  job_id: string;
  missed_count: number;
  missed_at: Temporal.Instant;
}

/** Takes the runs that were missed since the last look, without those of a scheduler pause. The caller commits. */
export async function takeMissedRuns(db: Kysely<Database>): Promise<MissedRun[]> {
  const { rows } = await sql<MissedRun>`
    with taken as (
      delete from missed_runs where run_id in (
        select run_id from missed_runs order by run_id limit ${AT_ONCE} for update skip locked)
      returning *)
    select t.run_id, t.job_id, t.missed_count, t.missed_at from taken t
    where not exists (
      select from interruptions i where i.kind = 'scheduler_paused'
        and t.scheduled_for between i.started_at and coalesce(i.ended_at, 'infinity'::timestamptz))`.execute(
    db,
  );
  return rows;
}

/** The jobs of missed runs in the scope of the rule, without those with an open alert. */
export async function findMissed(
  db: Kysely<Database>,
  rule: RuleRow,
  missed: readonly MissedRun[],
): Promise<Finding[]> {
  const { rows } = await sql<Finding>`
    select s.job_id, j.name as job_name, m.run_id, m.missed_count as value, null as error
    from (
      select distinct on (job_id) job_id, run_id, (sum(missed_count) over (partition by job_id))::int as missed_count
      from jsonb_to_recordset(${JSON.stringify(missed)}::jsonb) as x (run_id uuid, job_id uuid, missed_count int, missed_at timestamptz)
      where missed_at >= ${instant(rule.updated_at)}
      order by job_id, run_id desc
    ) m join job_states s on s.job_id = m.job_id cross join lateral ${jobOfState} j
    where ${isHeard} and ${isInScope(rule)} and ${isNew(rule)}`.execute(db);
  return rows;
}

export interface EndedAlert {
  id: string;
  reason: CloseReason;
}

/** Finds open alerts whose condition has ended, whose job is gone, or whose job has left the tag of the rule. */
export async function findEndedAlerts(db: Kysely<Database>): Promise<EndedAlert[]> {
  const hasSucceeded = sql`s.last_run_status is not distinct from 'succeeded'`;
  const late = sql`u.late_seconds`;
  const { rows } = await sql<EndedAlert>`
    select a.id, case
        when s.job_id is null then 'job_deleted'
        when u.id is null or not u.enabled or not (u.tag is null or j.tags @> jsonb_build_array(u.tag)) then 'rule_changed'
        else 'recovered' end as reason
    from alerts a
    left join notification_rules u on u.id = a.rule_id
    left join lateral (select * from job_states where job_id = a.job_id offset 0) s on true
    left join lateral (select tags from jobs where id = a.job_id and u.tag is not null offset 0) j on true
    where a.state = 'open' and (
      s.job_id is null or u.id is null or not u.enabled or not (u.tag is null or j.tags @> jsonb_build_array(u.tag))
      or ${isHeard} and case a.event
        when 'failing' then s.consecutive_failures = 0 and ${hasSucceeded}
        when 'paused_by_failures' then s.status <> 'failed'
        when 'missed' then ${hasSucceeded} and (a.run_id is null or s.last_run_id > a.run_id)
        when 'no_success' then ${hasSucceeded} and s.last_run_finished_at >= a.opened_at
        when 'late' then not (coalesce(s.next_due_at, 'infinity'::timestamptz) < ${lateLimit(late)} and s.status = 'active')
          and not exists (select from live_runs r where r.job_id = a.job_id and ${isRunLate(late)})
        end)
    limit ${AT_ONCE}`.execute(db);
  return rows;
}
