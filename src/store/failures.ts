// Lists failed runs, the newest first.
import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

export interface FailedRun {
  id: string;
  job_id: string;
  job_name: string;
  error_code: string;
  error_message: string;
  status_code: number | null;
  /** Null if the job is deleted. */
  target_host: string | null;
  finished_at: Temporal.Instant;
}

/** Lists up to `limit` runs that failed since `from`, by the instant of their end. */
export async function listFailedRuns(
  db: Kysely<Database>,
  from: Temporal.Instant,
  limit: number,
): Promise<FailedRun[]> {
  // The condition on `error_code` selects the partial index; every failed run has an error.
  const { rows } = await sql<FailedRun>`
    select r.*, j.target_host from (
      select id, job_id, job_name, error_code, coalesce(error_message, '') as error_message, status_code, finished_at
      from runs
      where status = 'failed' and error_code is not null and finished_at >= ${from.toString()}::timestamptz
      order by finished_at desc limit ${limit}
    ) r left join jobs j on j.id = r.job_id
    order by r.finished_at desc, r.id desc`.execute(db);
  return rows;
}
