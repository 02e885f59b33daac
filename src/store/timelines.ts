// Many jobs at a glance: where each stands, and its last runs.
import { type Kysely, sql } from 'kysely';
import { type JobRow, type ScheduledJob, scheduleColumns } from './jobs.ts';
import type { RunRow } from './runs.ts';
import type { Database } from './schema.ts';

type Fields = 'id' | 'status' | 'trigger' | 'duration_ms' | 'lateness_ms' | 'status_code' | 'missed_count';

/** Instants are written as they are told: UTC, with milliseconds. */
export interface TimelineRun extends Pick<RunRow, Fields> {
  scheduled_for: string;
  started_at: string | null;
  finished_at: string | null;
}

/** A job with its last runs, and with what its next occurrences are told from. */
export interface Timeline
  extends ScheduledJob,
    Pick<JobRow, 'id' | 'status' | 'next_run' | 'max_runs' | 'run_count'> {
  /** Oldest first. */
  runs: TimelineRun[];
}

const columns = sql.raw(
  ['id', 'status', 'next_run', 'max_runs', 'run_count', ...scheduleColumns].map((name) => `j.${name}`).join(),
);

function told(instant: string) {
  return sql.raw(`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
}

/** With the newest `limit` runs of each; in no order, without the jobs that do not exist. */
export async function findTimelines(db: Kysely<Database>, ids: string[], limit: number): Promise<Timeline[]> {
  // One value for all runs of a job, ready to be answered: to read them as rows, with their instants, takes several
  // times as long.
  const { rows } = await sql<Timeline>`
    select ${columns}, last.runs
    from jobs j
    cross join lateral (
      select coalesce(json_agg(r order by r.id), '[]') as runs from (
        select id, status, trigger, ${told('scheduled_for')} as scheduled_for,
               ${told('coalesce(started_at, attempt_started_at)')} as started_at, ${told('finished_at')} as finished_at,
               duration_ms, lateness_ms, status_code, missed_count
        from runs where job_id = j.id order by id desc limit ${limit}
      ) r
    ) last
    where j.id = any(${ids}::uuid[])`.execute(db);
  return rows;
}
