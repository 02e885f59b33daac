// Did anything change? Numbers that differ once it did, cheap enough to be asked for every second.
import { type Kysely, sql } from 'kysely';
import { schedulerPauseState } from './scheduler-pause.ts';
import type { Database } from './schema.ts';

/** So many of the newest, or the next, are looked at one by one: a change among them is seen whoever commits first. */
const LOOKED_AT = 200;

export interface Signature {
  /** The database's clock before it looked, Unix milliseconds. */
  nowMs: number;
  runs: string;
  jobs: string;
}

/**
 * Runs: how many ended, what is under way or due next, and whether any may start. Jobs: which were written last, and
 * which changes were noted last, which a deleted job leaves behind.
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
         from (select id, status, status_reason, attempt_count from live_runs order by id desc limit ${LOOKED_AT}) live),
        ${schedulerPauseState}) as runs,
      concat_ws(' ',
        (select concat_ws(' ', count(*), sum(hashtextextended(concat_ws(' ', id, updated_at), 0)))
         from (select id, updated_at from jobs order by updated_at desc limit ${LOOKED_AT}) written),
        (select string_agg(concat(status, ' ', count), ' ' order by status)
         from (select status, sum(count) as count from job_counts group by status) counts),
        (select concat_ws(' ', count(*), sum(hashtextextended(id::text, 0)))
         from (select id from job_changes order by id desc limit ${LOOKED_AT}) noted)) as jobs`.execute(db);
  const { now_ms: nowMs, runs, jobs } = rows[0]!;
  return { nowMs, runs, jobs };
}
