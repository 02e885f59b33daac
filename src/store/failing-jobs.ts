// Defines failing jobs: active jobs whose last runs failed, as many in a row as the setting says.
import { type Kysely, sql } from 'kysely';
import type { Database, JobStatus } from './schema.ts';

/** Limit of the count. */
const MAX_COUNT = 20_000;

/** The rule. */
export function isFailing(job: { status: JobStatus; consecutive_failures: number }, after: number): boolean {
  return job.status === 'active' && job.consecutive_failures >= after;
}

/** The same rule for the state `s` of a job. The index contains the jobs whose last run failed. */
export const isFailingState = (after: number) =>
  sql<boolean>`(s.is_failing and s.status = 'active' and s.consecutive_failures >= ${after})`;

/** Counts failing jobs, up to 20 000. */
export async function countFailingJobs(db: Kysely<Database>, after: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from job_states s where ${isFailingState(after)} limit ${sql.lit(MAX_COUNT)}
    ) failing`.execute(db);
  return rows[0]!.count;
}
