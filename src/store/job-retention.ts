// Deletes ended runs that a job keeps no longer: by age, and by number.
import { type Kysely, sql } from 'kysely';
import { lowestIdAt } from './ids.ts';
import type { Database } from './schema.ts';

const ROWS_AT_ONCE = 5_000;

/** Partitions are dropped as a whole; single jobs that keep less are pruned by row. Returns the number of deleted runs. */
export async function pruneRunsOfJobs(db: Kysely<Database>, now: Temporal.Instant): Promise<number> {
  const jobs = await db
    .selectFrom('jobs')
    .select(['id', 'retention_days', 'retention_runs'])
    .where((eb) => eb.or([eb('retention_days', 'is not', null), eb('retention_runs', 'is not', null)]))
    .execute();
  let deleted = 0;
  for (const { id, retention_days: days, retention_runs: runs } of jobs) {
    const before = days === null ? null : lowestIdAt(now.subtract({ hours: 24 * days }));
    deleted += await pruneRuns(db, id, before, runs);
  }
  return deleted;
}

/** Deletes runs of lower IDs than `before`, and those older than the newest `keep`. IDs are in the order of the runs. */
async function pruneRuns(
  db: Kysely<Database>,
  jobId: string,
  before: string | null,
  keep: number | null,
): Promise<number> {
  for (let deleted = 0; ; ) {
    const { rows } = await sql<{ id: string }>`
      delete from runs where id = any(array(
        select id from runs where job_id = ${jobId} and id < greatest(${before}::uuid, (
          select id from runs where job_id = ${jobId} and ${keep}::integer is not null
          order by id desc offset greatest(${keep}::integer, 1) - 1 limit 1))
        order by id limit ${ROWS_AT_ONCE}))
      returning id`.execute(db);
    const ids = rows.map((row) => row.id);
    if (ids.length > 0) await sql`delete from attempts where run_id = any(${ids}::uuid[])`.execute(db);
    deleted += ids.length;
    if (ids.length < ROWS_AT_ONCE) return deleted;
  }
}
