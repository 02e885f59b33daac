// Records and lists interruptions: times in which no run could start, and why.
import { type Kysely, type Selectable, sql } from 'kysely';
import { newId } from './ids.ts';
import { LIVE_SECONDS } from './processes.ts';
import type { Database, InterruptionsTable } from './schema.ts';

export type InterruptionRow = Omit<Selectable<InterruptionsTable>, 'id'>;

/** A shorter time without a worker is a restart. */
const RESTART_SECONDS = 15;

const isWorker = sql<boolean>`'worker' = any(roles)`;
const isAlive = sql<boolean>`seen_at > clock_timestamp() - make_interval(secs => ${sql.lit(LIVE_SECONDS)})`;

/** Records an outage that has ended. Outages that several processes report are one, if they overlap. */
export async function saveOutage(
  db: Kysely<Database>,
  kind: 'database_unreachable' | 'queue_unreachable',
  lastedMs: number,
  reason: string | null,
): Promise<void> {
  await sql`
    with outage as (select clock_timestamp() as until, clock_timestamp() - make_interval(secs => ${lastedMs / 1_000}) as since),
    joined as (
      update interruptions i set started_at = least(i.started_at, o.since), ended_at = greatest(i.ended_at, o.until)
      from outage o
      where i.kind = ${kind} and i.started_at <= o.until and coalesce(i.ended_at, 'infinity'::timestamptz) >= o.since
      returning i.id)
    insert into interruptions (id, kind, started_at, ended_at, reason)
    select ${newId()}::uuid, ${kind}, since, until, ${reason} from outage
    where not exists (select from joined)`.execute(db);
}

/** Records that the last worker stops. */
export async function startWorkerAbsence(db: Kysely<Database>): Promise<void> {
  await sql`
    insert into interruptions (id, kind, started_at)
    select ${newId()}::uuid, 'no_worker', clock_timestamp()
    where not exists (select from processes where ${isWorker} and ${isAlive})
    on conflict do nothing`.execute(db);
}

/** Ends an absence of workers, also one that began with the death of the last worker. Called before a worker reports. */
export async function endWorkerAbsence(db: Kysely<Database>): Promise<void> {
  const restart = sql`clock_timestamp() - make_interval(secs => ${sql.lit(RESTART_SECONDS)})`;
  await sql`
    with restarted as (
      delete from interruptions where kind = 'no_worker' and ended_at is null and started_at > ${restart}),
    ended as (
      update interruptions set ended_at = clock_timestamp()
      where kind = 'no_worker' and ended_at is null and started_at <= ${restart} returning id),
    last as (select max(seen_at) as seen_at from processes where ${isWorker})
    insert into interruptions (id, kind, started_at, ended_at)
    select ${newId()}::uuid, 'no_worker', last.seen_at, clock_timestamp() from last
    where last.seen_at <= ${restart} and not exists (select from ended)`.execute(db);
}

/** Lists interruptions that overlap a period, oldest first, with those that last. */
export async function listInterruptions(
  db: Kysely<Database>,
  { from, to, limit }: { from: Temporal.Instant; to: Temporal.Instant; limit: number },
): Promise<InterruptionRow[]> {
  const { rows } = await sql<InterruptionRow>`
    select kind, started_at, ended_at, actor, reason from (
      select kind, started_at, ended_at, actor, reason from interruptions
      where coalesce(ended_at, 'infinity'::timestamptz) >= ${from.toString()}::timestamptz
      union all
      select 'scheduler_paused', (value::jsonb ->> 'since')::timestamptz, null, value::jsonb ->> 'actor',
             value::jsonb ->> 'reason'
      from service_state where name = 'paused'
    ) i where started_at < ${to.toString()}::timestamptz
    order by started_at limit ${limit}`.execute(db);
  return rows;
}

export async function pruneInterruptions(db: Kysely<Database>, before: Temporal.Instant): Promise<void> {
  await sql`delete from interruptions where ended_at < ${before.toString()}::timestamptz`.execute(db);
}

/** The end of the last scheduler pause; null if none has ended. */
export async function findLastPauseEnd(db: Kysely<Database>): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ ended_at: Temporal.Instant | null }>`
    select max(ended_at) as ended_at from interruptions
    where kind = 'scheduler_paused' and ended_at is not null`.execute(db);
  return rows[0]?.ended_at ?? null;
}
