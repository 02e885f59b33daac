// Roll-ups: counts of ended runs by time span, written in the transaction that ends the runs.
import { type Kysely, sql } from 'kysely';
import { BOUNDS } from './lateness-bins.ts';
import { foldParts } from './parts.ts';
import type { Database } from './schema.ts';

/** The spans, aligned to UTC. */
const SPANS_MINUTES = [1, 5, 30, 180, 720] as const;
export type SpanMinutes = (typeof SPANS_MINUTES)[number];

/** Retention of spans below 30 minutes; longer spans are kept as long as history. */
const SHORT_SPANS_KEPT_HOURS = 48;
const LOCK_KEY = 4_127_003;
/** More rows of `job_counts` than this are summed up. */
const MAX_JOB_COUNT_ROWS = 100;

const count = (status: string) => sql.raw(`count(*) filter (where status = '${status}')`);
const COUNT = {
  succeeded: count('succeeded'),
  failed: count('failed'),
  canceled: count('canceled'),
  skipped: count('skipped'),
  missed: count('missed'),
};

/** The histogram bin of a lateness column. */
export function binOf(column: string) {
  return sql.raw(`width_bucket(${column}, '{${BOUNDS.join(',')}}'::integer[])::smallint`);
}

/**
 * The statement part that counts ended runs. `from` is the CTE that returns them, with `status` and `finished_at`, which is
 * null for a retried run; `has` names optional columns: `missed_count`, and `lateness_bin` with `attempt_ended_at`. Parts
 * are only inserted, so transactions that end runs of the same minute do not wait for each other.
 */
export function countEnded(from: string, has: { missedCount?: true; lateness?: true } = {}) {
  const missed = has.missedCount
    ? sql`coalesce(sum(missed_count) filter (where status = 'missed'), 0)`
    : COUNT.missed;
  const endedAt = has.lateness ? sql`coalesce(finished_at, attempt_ended_at)` : sql`finished_at`;
  const bins = has.lateness
    ? sql`coalesce(array_agg(lateness_bin) filter (where lateness_bin is not null), '{}')`
    : sql`'{}'`;
  return sql`
    insert into roll_up_parts (starts_at, succeeded, failed, canceled, skipped, missed, lateness_bins)
    select date_trunc('minute', ${endedAt}), ${COUNT.succeeded}, ${COUNT.failed}, ${COUNT.canceled},
           ${COUNT.skipped}, ${missed}, ${bins}
    from ${sql.table(from)}
    where finished_at is not null ${has.lateness ? sql`or lateness_bin is not null` : sql``}
    group by 1`;
}

/** Adds the parts to their spans, and sums up `job_counts`. Readers sum parts and spans at any time. */
export async function foldRollUps(db: Kysely<Database>): Promise<void> {
  await foldParts(db, { table: 'roll_up_parts', lockKey: LOCK_KEY, addTaken });
  await sql`
    with taken as (
      delete from job_counts where (select count(*) from job_counts) > ${MAX_JOB_COUNT_ROWS} returning status, count
    )
    insert into job_counts select status, sum(count) from taken group by status`.execute(db);
}

const SPANS = sql.raw(`unnest('{${SPANS_MINUTES.join(',')}}'::smallint[]) s (span)`);
const SPAN_START = sql.raw(`date_bin(span * interval '1 minute', starts_at, timestamptz 'epoch')`);

const addTaken = sql`
  minutes as (
    select starts_at, sum(succeeded) as succeeded, sum(failed) as failed, sum(canceled) as canceled,
           sum(skipped) as skipped, sum(missed) as missed
    from taken group by 1
  ), bins as (
    select starts_at, bin, count(*) as count from taken cross join unnest(lateness_bins) b (bin) group by 1, 2
  ), counted as (
    insert into roll_ups as r (span_minutes, starts_at, succeeded, failed, canceled, skipped, missed)
    select span, ${SPAN_START}, sum(succeeded), sum(failed), sum(canceled), sum(skipped), sum(missed)
    from minutes cross join ${SPANS} group by 1, 2 order by 1, 2
    on conflict (span_minutes, starts_at) do update set
      succeeded = r.succeeded + excluded.succeeded, failed = r.failed + excluded.failed,
      canceled = r.canceled + excluded.canceled, skipped = r.skipped + excluded.skipped,
      missed = r.missed + excluded.missed
  ), measured as (
    insert into roll_up_lateness as l (span_minutes, starts_at, bin, count)
    select span, ${SPAN_START}, bin, sum(count)
    from bins cross join ${SPANS} group by 1, 2, 3 order by 1, 2, 3
    on conflict (span_minutes, starts_at, bin) do update set count = l.count + excluded.count
  )`;

/** Deletes short spans after two days, and every span that ended before `before`. */
export async function pruneRollUps(
  db: Kysely<Database>,
  now: Temporal.Instant,
  before: Temporal.Instant,
): Promise<void> {
  const shortBefore = now.subtract({ hours: SHORT_SPANS_KEPT_HOURS });
  for (const table of ['roll_ups', 'roll_up_lateness'] as const) {
    await sql`
      delete from ${sql.table(table)}
      where starts_at < ${before.toString()}::timestamptz - span_minutes * interval '1 minute'
         or span_minutes < 30 and starts_at < ${shortBefore.toString()}::timestamptz`.execute(db);
  }
}
