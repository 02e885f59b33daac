// Jobs whose schedules tell the coming load: all that occur soon, or a sample.
import { type Kysely, sql } from 'kysely';
import { type JobRow, type ScheduledJob, scheduleColumns } from './jobs.ts';
import type { Database } from './schema.ts';

export type ForecastJob = ScheduledJob & Pick<JobRow, 'id' | 'max_runs' | 'run_count' | 'next_run'>;

const columns = sql.raw(
  [
    ...['id', 'max_runs', ...scheduleColumns].map((name) => `j.${name}`),
    ...['run_count', 'next_run'].map((name) => `s.${name}`),
  ].join(),
);

/** The jobs that occur before `horizon`, or undefined where they are more than `limit`. */
export async function listOccurringJobs(
  db: Kysely<Database>,
  horizon: Temporal.Instant,
  limit: number,
): Promise<ForecastJob[] | undefined> {
  // By the index of what is due: what is due then occurs then, but for the length of its spread.
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
 * About `size` of the `count` active jobs, drawn from pages all over the table: more of these are read than would do,
 * since jobs that were made together lie, and may occur, together. Returns those that occur before `horizon`, and how
 * many were drawn.
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
