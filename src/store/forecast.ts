// Reads the jobs for the load forecast: all that occur soon, or a sample.
import { type Kysely, sql } from 'kysely';
import { type JobRow, type ScheduledJob, scheduleColumns } from './jobs.ts';
import type { Database } from './schema.ts';

export type ForecastJob = ScheduledJob & Pick<JobRow, 'id' | 'max_runs' | 'run_count' | 'next_run'>;

/** An active job with the columns that its occurrences are computed and shown from. */
export interface UpcomingJob extends ForecastJob, Pick<JobRow, 'name' | 'target_host' | 'spread_seconds'> {}

const columns = sql.raw(
  [
    ...['id', 'max_runs', ...scheduleColumns].map((name) => `j.${name}`),
    ...['run_count', 'next_run'].map((name) => `s.${name}`),
  ].join(),
);

/** Jobs that one statement reads: on the embedded backend, a long one would delay the planner and the worker. */
const AT_ONCE = 2_000;
/** Further jobs are not counted beyond this number. */
const COUNTED_AT_MOST = 50_000;

/** Active jobs that occur before `to`, the earliest first, and the number of further ones, up to 50 000. */
export async function listUpcomingJobs(
  db: Kysely<Database>,
  to: Temporal.Instant,
  { tag, host, jobId }: { tag?: string | undefined; host?: string | undefined; jobId?: string | undefined },
  limit: number,
): Promise<{ jobs: UpcomingJob[]; others: number }> {
  const conditions = [
    sql`coalesce(s.next_due_at, 'infinity'::timestamptz) < ${to.toString()}::timestamptz`,
    sql`s.status = 'active'`,
    ...(tag === undefined ? [] : [sql`j.tags @> ${JSON.stringify([tag])}::jsonb`]),
    ...(host === undefined ? [] : [sql`j.target_host = ${host}`]),
    ...(jobId === undefined ? [] : [sql`s.job_id = ${jobId}::uuid`]),
  ];
  const where = sql`where ${sql.join(conditions, sql` and `)}`;
  const join = sql`join jobs j on j.id = s.job_id`;
  const matching = sql`from job_states s ${join} ${where}`;
  const due = sql`coalesce(s.next_due_at, 'infinity'::timestamptz)`;
  // By ID: a job that is planned between two statements is due later, and found again.
  const found = new Map<string, UpcomingJob>();
  let last: { id: string; due: string } | undefined;
  while (found.size < limit) {
    const after = last ? sql`and (${due}, s.job_id) > (${last.due}::timestamptz, ${last.id}::uuid)` : sql``;
    const atMost = Math.min(AT_ONCE, limit - found.size);
    const { rows } = await sql<UpcomingJob & { due: string }>`
      select ${columns}, j.name, j.target_host, j.spread_seconds, ${due}::text as due ${matching} ${after}
      order by ${due}, s.job_id limit ${sql.lit(atMost)}`.execute(db);
    for (const job of rows) if (!found.has(job.id)) found.set(job.id, job);
    if (rows.length < atMost) return { jobs: [...found.values()], others: 0 };
    last = rows.at(-1);
  }
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select from job_states s ${tag === undefined && host === undefined ? sql`` : join} ${where}
      limit ${sql.lit(limit + COUNTED_AT_MOST)}) m`.execute(db);
  return { jobs: [...found.values()], others: Math.max(0, rows[0]!.count - found.size) };
}

/** The jobs that occur before `horizon`; undefined if there are more than `limit`. */
export async function listOccurringJobs(
  db: Kysely<Database>,
  horizon: Temporal.Instant,
  limit: number,
): Promise<ForecastJob[] | undefined> {
  // Uses the index of `next_due_at`, which differs from the occurrence by the spread only.
  const occurs = sql`coalesce(s.next_due_at, 'infinity'::timestamptz) < ${horizon.toString()}::timestamptz`;
  const { rows: more } = await sql`
    select 1 from job_states s where ${occurs} limit 1 offset ${limit}`.execute(db);
  if (more.length > 0) return undefined;
  const { rows } = await sql<ForecastJob>`
    select ${columns} from job_states s join jobs j on j.id = s.job_id where ${occurs} limit ${limit}`.execute(
    db,
  );
  return rows;
}

/**
 * Draws about `size` of the `count` active jobs from random pages of the table. It reads four times as many rows, because
 * jobs that were created together are stored together, and may occur together. Returns the drawn jobs that occur before
 * `horizon`, and the number of drawn jobs.
 */
export async function sampleJobs(
  db: Kysely<Database>,
  horizon: Temporal.Instant,
  count: number,
  size: number,
): Promise<{ drawn: number; jobs: ForecastJob[] }> {
  const percent = Math.min(100, (100 * 4 * size) / Math.max(1, count));
  const { rows } = await sql<ForecastJob>`
    select ${columns}
    from (
      select * from job_states tablesample system (${percent}) where status = 'active'
      order by random() limit ${size}
    ) s join jobs j on j.id = s.job_id`.execute(db);
  const jobs = rows.filter(
    (job) => job.next_run !== null && Temporal.Instant.compare(job.next_run, horizon) < 0,
  );
  return { drawn: rows.length, jobs };
}
