// Reads statistics from roll-ups, at a cost that does not depend on the length of history.
import { type Kysely, sql } from 'kysely';
import type { SpanMinutes } from './roll-ups.ts';
import type { Database } from './schema.ts';

/** Limit of the counts of live runs. */
const MAX_COUNT = 20_000;

export type UnfinishedCounts = Record<'queued' | 'running' | 'retrying', number>;

/** Counts unfinished runs by status, up to 20 000. */
export async function countUnfinishedRuns(db: Kysely<Database>): Promise<UnfinishedCounts> {
  const { rows } = await sql<{ status: keyof UnfinishedCounts; count: number }>`
    select status, count(*) as count from (
      select status from live_runs limit ${MAX_COUNT}
    ) unfinished group by status`.execute(db);
  const counts: UnfinishedCounts = { queued: 0, running: 0, retrying: 0 };
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}

/** Seconds since the earliest occurrence that is due and not planned; 0 without one. */
export async function readPlanningDelay(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from clock_timestamp() - next_due_at)::float8 as seconds from job_states
    where coalesce(next_due_at, 'infinity'::timestamptz) <= clock_timestamp()
    order by coalesce(next_due_at, 'infinity'::timestamptz) limit 1`.execute(db);
  return Math.max(0, rows[0]?.seconds ?? 0);
}

/** The start and the resolution of statistics: `bucketMinutes` is a multiple of the span. */
export interface Stretch {
  from: Temporal.Instant;
  span: SpanMinutes;
  bucketMinutes: number;
}

export interface BucketCounts {
  starts_at: Temporal.Instant;
  succeeded: number;
  failed: number;
  canceled: number;
  skipped: number;
  missed: number;
}

/** Counts the runs that ended since `from` by time bucket (UTC); empty buckets are left out. */
export async function listBucketCounts(db: Kysely<Database>, stretch: Stretch): Promise<BucketCounts[]> {
  const from = sql`${stretch.from.toString()}::timestamptz`;
  const columns = sql.raw('starts_at, succeeded, failed, canceled, skipped, missed');
  const { rows } = await sql<BucketCounts>`
    select ${bucketOf(stretch)} as starts_at,
           sum(succeeded)::bigint as succeeded, sum(failed)::bigint as failed, sum(canceled)::bigint as canceled,
           sum(skipped)::bigint as skipped, sum(missed)::bigint as missed
    from (
      select ${columns} from roll_ups where span_minutes = ${stretch.span} and starts_at >= ${from}
      union all
      select ${columns} from roll_up_parts where starts_at >= ${from}
    ) x group by 1`.execute(db);
  return rows;
}

/** Counts first attempts that ended since `from` by time bucket and histogram bin of their lateness. */
export async function listBucketLateness(
  db: Kysely<Database>,
  stretch: Stretch,
): Promise<{ starts_at: Temporal.Instant; bins: number[]; counts: number[] }[]> {
  const from = sql`${stretch.from.toString()}::timestamptz`;
  const { rows } = await sql<{ starts_at: Temporal.Instant; bins: number[]; counts: number[] }>`
    select starts_at, array_agg(bin)::integer[] as bins, array_agg(count)::float8[] as counts
    from (
      select ${bucketOf(stretch)} as starts_at, bin, sum(count) as count
      from (
        select starts_at, bin, count from roll_up_lateness
        where span_minutes = ${stretch.span} and starts_at >= ${from}
        union all
        select starts_at, b.bin, 1 from roll_up_parts cross join unnest(lateness_bins) b (bin)
        where starts_at >= ${from}
      ) x group by 1, 2
    ) y group by 1`.execute(db);
  return rows;
}

function bucketOf({ bucketMinutes }: Stretch) {
  return sql`date_bin(${bucketMinutes} * interval '1 minute', starts_at, timestamptz 'epoch')`;
}
