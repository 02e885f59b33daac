// Creates the daily partitions of history ahead of time, and drops old ones.
import { type Kysely, sql, type Transaction } from 'kysely';
import { instantOf, lowestIdAt } from './ids.ts';
import type { Database } from './schema.ts';

const DAYS_AHEAD = 7;
const ROWS_AT_ONCE = 5_000;
/** Prevents that two processes create or drop partitions at the same time. */
const LOCK_KEY = 4_127_001;
/** Partition changes lock the whole table: a retry later is better than statements that queue behind the lock. */
const LOCK_TIMEOUT = sql`set local lock_timeout = '2s'`;

/**
 * Creates the partitions of today and the next seven days, for runs and attempts. A day with rows in the default
 * partition (after an outage, or with a wrong clock) stays there, and is pruned by DELETE.
 */
export async function createPartitions(db: Kysely<Database>, now: Temporal.Instant): Promise<void> {
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const days = Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => today.add({ days: ahead }));
  const existing = new Set(await listPartitions(db));
  if (days.every((day) => existing.has(nameOf(day)))) return;

  await db.transaction().execute(async (trx) => {
    await LOCK_TIMEOUT.execute(trx);
    await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(trx);
    for (const day of days) await createDay(trx, day);
  });
}

/** The days that have a partition. */
export async function listDays(db: Kysely<Database>): Promise<string[]> {
  return (await listPartitions(db)).flatMap((name) => dayOf(name)?.toString() ?? []);
}

/** Creates the partitions of these days where they are missing. */
export async function createDays(trx: Transaction<Database>, days: readonly string[]): Promise<void> {
  for (const day of days) await createDay(trx, Temporal.PlainDate.from(day));
}

async function createDay(trx: Transaction<Database>, day: Temporal.PlainDate): Promise<void> {
  const [from, to] = boundsOf(day);
  const { rows } = await sql`
    select 1 where exists (select 1 from runs_default where id >= ${from} and id < ${to})
                or exists (select 1 from attempts_default where run_id >= ${from} and run_id < ${to})`.execute(
    trx,
  );
  if (rows.length > 0) return;
  await sql`select create_history_day(${day.toString()}::date, ${from}::uuid, ${to}::uuid)`.execute(trx);
}

/**
 * Drops the partitions of days that ended before `before`, and deletes rows of the same age from the default partitions.
 * A day with an unfinished run remains until the run has ended. Returns the names of the dropped partitions.
 */
export async function dropHistory(db: Kysely<Database>, before: Temporal.Instant): Promise<string[]> {
  const lastDay = before.toZonedDateTimeISO('UTC').toPlainDate().subtract({ days: 1 });
  const dropped: string[] = [];
  for (const name of await listPartitions(db)) {
    const day = dayOf(name);
    if (day === undefined || Temporal.PlainDate.compare(day, lastDay) > 0) continue;
    if (await dropDay(db, day)) dropped.push(name);
  }
  await pruneDefault(db, lowestIdAt(before));
  return dropped;
}

async function dropDay(db: Kysely<Database>, day: Temporal.PlainDate): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    await LOCK_TIMEOUT.execute(trx);
    await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(trx);
    const [from, to] = boundsOf(day);
    const { rows } = await sql`
      select 1 where to_regclass(${nameOf(day)}) is not null
        and not exists (select from live_runs where id >= ${from} and id < ${to})`.execute(trx);
    if (rows.length === 0) return false;
    await sql`select drop_history_day(${day.toString()}::date)`.execute(trx);
    return true;
  });
}

async function pruneDefault(db: Kysely<Database>, beforeId: string): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ id: string }>`
      delete from runs_default where id in (
        select id from runs_default where id < ${beforeId} limit ${ROWS_AT_ONCE})
      returning id`.execute(db);
    await sql`
      delete from attempts_default where run_id = any(${rows.map((row) => row.id)}::uuid[])`.execute(db);
    if (rows.length < ROWS_AT_ONCE) return;
  }
}

/** The instant in the lowest run ID; undefined without runs. */
export async function findOldestRunAt(db: Kysely<Database>): Promise<Temporal.Instant | undefined> {
  const { rows } = await sql<{ id: string }>`
    (select id from runs order by id limit 1) union all (select id from live_runs order by id limit 1)
    order by id limit 1`.execute(db);
  return rows[0] && instantOf(rows[0].id);
}

async function listPartitions(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'runs'::regclass order by 1`.execute(db);
  return rows.map((row) => row.name);
}

/** The name of a day's partition of `runs`. */
function nameOf(day: Temporal.PlainDate): string {
  return `runs_${day.toString().replaceAll('-', '')}`;
}

function dayOf(name: string): Temporal.PlainDate | undefined {
  const digits = /^runs_(\d{8})$/.exec(name)?.[1];
  return digits === undefined ? undefined : Temporal.PlainDate.from(digits);
}

/** The lowest ID of the day, inclusive, and of the next day, exclusive. */
function boundsOf(day: Temporal.PlainDate): [string, string] {
  const startOf = (date: Temporal.PlainDate) => lowestIdAt(date.toZonedDateTime('UTC').toInstant());
  return [startOf(day), startOf(day.add({ days: 1 }))];
}
