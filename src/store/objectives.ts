// Lateness objectives of tags, and counts of runs that began in time (good) or not (bad).
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { ObjectivesTable } from './objective-tables.ts';
import { foldParts } from './parts.ts';
import type { Database } from './schema.ts';

export type ObjectiveRow = Selectable<ObjectivesTable>;

/** Short spans for burn rates, kept for two days; long ones for windows of days. */
const SHORT_MINUTES = 5;
const LONG_MINUTES = 180;
const SHORT_SPANS_KEPT_HOURS = 48;
/** The longest window of an objective. */
const LONG_SPANS_KEPT_DAYS = 91;
const LOCK_KEY = 4_127_004;

/** One-time condition: without objectives, the statement part reads nothing else. */
const hasObjectives = sql`exists (select from objectives)`;
/** The objectives of the job of `r`. */
const ofJob = sql`
  cross join lateral (select tags from jobs where id = r.job_id offset 0) j
  join objectives o on j.tags ? o.tag`;
/** Whether the scheduler was paused at this instant: the objective is about the service at work. */
const isPaused = (due: RawBuilder<unknown>) => sql`exists (
  select from interruptions i where i.kind = 'scheduler_paused'
    and ${due} between i.started_at and coalesce(i.ended_at, 'infinity'::timestamptz))`;

/**
 * The statement part that counts the scheduled runs whose first attempt has ended. `from` is the CTE that returns them, with
 * `lateness_ms`, which is null for later attempts, and `first_due_at`.
 */
export function countStarts(from: string) {
  const isGood = sql`r.lateness_ms <= o.within_seconds * 1000`;
  return sql`
    insert into objective_parts (tag, starts_at, good, bad)
    select o.tag, date_trunc('minute', r.first_due_at), count(*) filter (where ${isGood}),
           count(*) filter (where not ${isGood} and not ${isPaused(sql`r.first_due_at`)})
    from ${sql.table(from)} r ${ofJob}
    where ${hasObjectives} and r.trigger = 'schedule' and r.lateness_ms is not null
      and r.first_due_at >= o.counted_since
    group by 1, 2`;
}

/** The statement part that counts the missed occurrences of `from` as bad, those of a stretch at the last one. */
export function countMisses(from: string) {
  const due = sql`coalesce(r.missed_until, r.due_at)`;
  return sql`
    insert into objective_parts (tag, starts_at, good, bad)
    select o.tag, date_trunc('minute', ${due}), 0, sum(coalesce(r.missed_count, 1))
    from ${sql.table(from)} r ${ofJob}
    where ${hasObjectives} and r.trigger = 'schedule' and ${due} >= o.counted_since and not ${isPaused(sql`r.scheduled_for`)}
    group by 1, 2`;
}

const addTaken = sql`
  counted as (
    insert into objective_counts as c (tag, span_minutes, starts_at, good, bad)
    select t.tag, span, date_bin(span * interval '1 minute', t.starts_at, timestamptz 'epoch'), sum(t.good), sum(t.bad)
    from taken t join objectives o on o.tag = t.tag
    cross join unnest(array[${sql.lit(SHORT_MINUTES)}, ${sql.lit(LONG_MINUTES)}]::smallint[]) s (span)
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (tag, span_minutes, starts_at) do update set good = c.good + excluded.good, bad = c.bad + excluded.bad
  )`;

/** Adds the parts to their spans. Readers sum parts and spans at any time. */
export async function foldObjectives(db: Kysely<Database>): Promise<void> {
  await foldParts(db, { table: 'objective_parts', lockKey: LOCK_KEY, addTaken });
}

/** Deletes spans that no window reaches. */
export async function pruneObjectives(db: Kysely<Database>): Promise<void> {
  await sql`
    delete from objective_counts where starts_at < statement_timestamp() - case span_minutes
      when ${sql.lit(SHORT_MINUTES)} then make_interval(hours => ${sql.lit(SHORT_SPANS_KEPT_HOURS)})
      else make_interval(days => ${sql.lit(LONG_SPANS_KEPT_DAYS)}) end`.execute(db);
}

/** Runs in a window. */
export interface Counts {
  good: number;
  bad: number;
}

export interface CountedObjective extends ObjectiveRow {
  window: Counts;
  hour: Counts;
  six_hours: Counts;
  day: Counts;
}

/** All objectives, or that of a tag, with their counts: at most a thousand rows are read for each. */
export async function listObjectives(db: Kysely<Database>, tag?: string): Promise<CountedObjective[]> {
  const sumOf = (condition: string) =>
    sql.raw(`json_build_object(
    'good', coalesce(sum(good) filter (where ${condition}), 0), 'bad', coalesce(sum(bad) filter (where ${condition}), 0))`);
  const lastHours = (hours: number) =>
    sumOf(`is_recent and starts_at > statement_timestamp()
    - make_interval(hours => ${hours}, mins => ${SHORT_MINUTES})`);
  const { rows } = await sql<CountedObjective>`
    select o.*, c.* from objectives o cross join lateral (
      select ${sumOf('in_window')} as window, ${lastHours(1)} as hour, ${lastHours(6)} as six_hours, ${lastHours(24)} as day
      from (
        select starts_at, good, bad, true as in_window, false as is_recent from objective_counts
        where tag = o.tag and span_minutes = ${sql.lit(LONG_MINUTES)}
          and starts_at > statement_timestamp() - make_interval(days => o.window_days)
        union all
        select starts_at, good, bad, false, true from objective_counts
        where tag = o.tag and span_minutes = ${sql.lit(SHORT_MINUTES)}
          and starts_at > statement_timestamp() - make_interval(hours => 24, mins => ${sql.lit(SHORT_MINUTES)})
        union all
        select starts_at, good, bad, true, true from objective_parts where tag = o.tag
      ) x
    ) c ${tag === undefined ? sql`` : sql`where o.tag = ${tag}`} order by o.tag`.execute(db);
  return rows;
}

/** Locks the objectives against other writes, and returns that of a tag; undefined if there is none. */
export async function lockObjective(db: Kysely<Database>, tag: string): Promise<ObjectiveRow | undefined> {
  await sql`lock table objectives in share row exclusive mode`.execute(db);
  return await db.selectFrom('objectives').selectAll().where('tag', '=', tag).executeTakeFirst();
}

export async function countObjectives(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from objectives`.execute(db);
  return rows[0]!.count;
}

export async function saveObjective(db: Kysely<Database>, objective: ObjectiveRow): Promise<void> {
  const row = {
    ...objective,
    counted_since: objective.counted_since.toString(),
    created_at: objective.created_at.toString(),
    updated_at: objective.updated_at.toString(),
  };
  await db
    .insertInto('objectives')
    .values(row)
    .onConflict((conflict) => conflict.column('tag').doUpdateSet(row))
    .execute();
}

/** Deletes what was counted for the tag. */
export async function resetCounts(db: Kysely<Database>, tag: string): Promise<void> {
  await db.deleteFrom('objective_parts').where('tag', '=', tag).execute();
  await db.deleteFrom('objective_counts').where('tag', '=', tag).execute();
}

export async function deleteObjective(db: Kysely<Database>, tag: string): Promise<void> {
  await db.deleteFrom('objectives').where('tag', '=', tag).execute();
  await resetCounts(db, tag);
}
