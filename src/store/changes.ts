// Computes signatures that differ after any change of runs or jobs, cheaply enough to poll every second.
import { type Kysely, sql } from 'kysely';
import { schedulerPauseState } from './scheduler-pause.ts';
import type { Database } from './schema.ts';

/** The newest rows in the signature one by one: a change among them is detected in any order of commits. */
const NEWEST_ROWS = 200;

export interface Signature {
  /** The database's clock at the start of the statement, Unix milliseconds. */
  nowMs: number;
  runs: string;
  jobs: string;
}

/**
 * Reads the signatures. Runs: the number of ended runs, the newest live runs, and the scheduler pause. Jobs: the jobs
 * updated last, the number by status, and the newest audit log entries, which a deleted job leaves behind.
 */
export async function readSignature(db: Kysely<Database>): Promise<Signature> {
  const { rows } = await sql<{ now_ms: number; runs: string; jobs: string }>`
    select floor(extract(epoch from statement_timestamp()) * 1000)::float8 as now_ms,
      concat_ws(' ',
        (select sum(succeeded + failed + canceled + skipped + missed) from (
           select succeeded, failed, canceled, skipped, missed from roll_ups where span_minutes = 720
           union all
           select succeeded, failed, canceled, skipped, missed from roll_up_parts) ended),
        (select concat_ws(' ', count(*), sum(hashtextextended(concat_ws(' ', id, status, status_reason, attempt_count), 0)))
         from (select id, status, status_reason, attempt_count from live_runs order by id desc limit ${NEWEST_ROWS}) live),
        ${schedulerPauseState}) as runs,
      concat_ws(' ',
        (select concat_ws(' ', count(*), sum(hashtextextended(concat_ws(' ', id, updated_at), 0)))
         from (select id, updated_at from jobs order by updated_at desc limit ${NEWEST_ROWS}) written),
        (select string_agg(concat(status, ' ', count), ' ' order by status)
         from (select status, sum(count) as count from job_counts group by status) counts),
        (select concat_ws(' ', count(*), sum(hashtextextended(id::text, 0)))
         from (select id from audit_log order by id desc limit ${NEWEST_ROWS}) noted)) as jobs`.execute(db);
  const { now_ms: nowMs, runs, jobs } = rows[0]!;
  return { nowMs, runs, jobs };
}
