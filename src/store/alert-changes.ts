// Opens, closes and repeats alerts, and folds flapping ones. Each statement is atomic: two processes write none twice.
import { type Kysely, sql } from 'kysely';
import type { EndedAlert } from './alert-conditions.ts';
import { lowestIdAt, newId } from './ids.ts';
import type { RuleRow } from './notification-rules.ts';
import type { NoticeKind } from './notification-tables.ts';
import type { Database } from './schema.ts';

/** An alert that opens again within this time after its end flaps, until nothing has changed for as long. */
const FLAP_SECONDS = 900;

export interface NewAlert {
  jobId: string;
  jobName: string;
  runId: string | null;
  message: string;
}

const isRecent = sql<boolean>`changed_at > clock_timestamp() - make_interval(secs => ${sql.lit(FLAP_SECONDS)})`;

/** Opens alerts of jobs without an open one. An alert that has just ended opens again and flaps. */
export async function openAlerts(db: Kysely<Database>, rule: RuleRow, alerts: NewAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  const rows = alerts.map((alert) => ({
    id: newId(),
    job_id: alert.jobId,
    job_name: alert.jobName,
    run_id: alert.runId,
    message: alert.message,
  }));
  await sql`
    with input as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as x (id uuid, job_id uuid, job_name text, run_id uuid, message text)
    ), last as materialized (
      select i.*, (
        select a.id from alerts a
        where a.rule_id = ${rule.id}::uuid and a.job_id = i.job_id and a.close_reason = 'recovered' and ${isRecent}
        order by a.id desc limit 1) as last_id
      from input i
    ), reopened as (
      update alerts a set state = 'open', closed_at = null, close_reason = null, changed_at = clock_timestamp(),
        changes = a.changes + 1, message = l.message, run_id = l.run_id, is_flapping = true,
        pending = case when a.is_flapping or a.pending = 'recovered' then null else 'flapping' end
      from last l where a.id = l.last_id and a.state = 'closed'
    )
    insert into alerts (id, rule_id, rule_name, event, job_id, job_name, run_id, message, state, opened_at, changed_at, pending)
    select id, ${rule.id}::uuid, ${rule.name}, ${rule.event}, job_id, job_name, run_id, message, 'open',
      clock_timestamp(), clock_timestamp(), 'opened'
    from last where last_id is null
    on conflict (rule_id, job_id) where state = 'open' do nothing`.execute(db);
}

/** Closes alerts. The end of a condition is reported unless the rule does not want it or the alert flaps. */
export async function closeAlerts(db: Kysely<Database>, ended: EndedAlert[]): Promise<void> {
  if (ended.length === 0) return;
  await sql`
    update alerts a set state = 'closed', closed_at = clock_timestamp(), close_reason = e.reason,
      changed_at = clock_timestamp(), changes = a.changes + 1,
      is_flapping = a.is_flapping and e.reason = 'recovered',
      pending = case
        when e.reason <> 'recovered' then null
        when a.is_flapping then a.pending
        when (select notify_recovery from notification_rules where id = a.rule_id) then 'recovered'
        else a.pending end
    from jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) as e (id uuid, reason text)
    where a.id = e.id and a.state = 'open'`.execute(db);
}

/** Ends the flapping of alerts that have not changed for a while: their state is reported. */
export async function settleAlerts(db: Kysely<Database>): Promise<void> {
  await sql`
    update alerts a set is_flapping = false, pending = case
      when a.state = 'open' then 'opened'
      when (select notify_recovery from notification_rules where id = a.rule_id) then 'recovered' end
    where a.is_flapping and not ${isRecent}`.execute(db);
}

/** Marks open alerts whose last notice is older than `repeat_after_seconds` of their rule. Paused jobs are left out. */
export async function repeatAlerts(db: Kysely<Database>): Promise<void> {
  await sql`
    update alerts a set pending = 'repeated'
    from notification_rules u
    where u.id = a.rule_id and a.state = 'open' and a.pending is null and not a.is_flapping
      and a.notified_at < clock_timestamp() - make_interval(secs => u.repeat_after_seconds)
      and not exists (select from job_states s where s.job_id = a.job_id and s.status_reason = 'paused')`.execute(
    db,
  );
}

/** An alert about which a notice is written now. */
export interface TakenAlert {
  id: string;
  job_id: string;
  job_name: string;
  run_id: string | null;
  message: string;
  opened_at: Temporal.Instant;
  closed_at: Temporal.Instant | null;
  changes: number;
}

export type PendingKind = Exclude<NoticeKind, 'test'>;

/** The rules with alerts to report, by kind. A rule that has written `limit` notices to a channel within a minute waits. */
export async function findPending(
  db: Kysely<Database>,
  limit: number,
  now: Temporal.Instant,
): Promise<{ rule_id: string; kind: PendingKind }[]> {
  // The IDs of notices have their time in front: the index finds those of the last minute.
  const firstId = lowestIdAt(now.subtract({ minutes: 1 }));
  const { rows } = await sql<{ rule_id: string; kind: PendingKind }>`
    select distinct a.rule_id, a.pending as kind from alerts a
    where a.pending is not null and (
      select count(*) from notices n
      where n.rule_id = a.rule_id and n.id >= ${firstId}::uuid and n.created_at > clock_timestamp() - interval '1 minute'
    ) < ${limit} * (select greatest(jsonb_array_length(channel_ids), 1) from notification_rules where id = a.rule_id)
    order by a.rule_id, a.pending`.execute(db);
  return rows;
}

/** Takes the alerts to report; the caller writes their notices in the same transaction. */
export async function takePending(
  db: Kysely<Database>,
  ruleId: string,
  kind: PendingKind,
): Promise<TakenAlert[]> {
  const { rows } = await sql<TakenAlert>`
    update alerts set pending = null, notified_at = clock_timestamp()
    where rule_id = ${ruleId}::uuid and pending = ${kind}
    returning id, job_id, job_name, run_id, message, opened_at, closed_at, changes`.execute(db);
  return rows;
}
