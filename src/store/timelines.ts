// Reads the state and the last runs of many jobs.
import { type Kysely, sql } from 'kysely';
import { type JobRow, type ScheduledJob, scheduleColumns } from './jobs.ts';
import type { RunRow } from './runs.ts';
import type { Database } from './schema.ts';

type Fields = 'id' | 'status' | 'trigger' | 'duration_ms' | 'lateness_ms' | 'status_code' | 'missed_count';

/** Instants are text in the form of the API: UTC, with milliseconds. */
export interface TimelineRun extends Pick<RunRow, Fields> {
  scheduled_for: string;
  started_at: string | null;
  finished_at: string | null;
}

/** A job with its last runs, and the columns that its next occurrences are computed from. */
export interface Timeline
  extends ScheduledJob,
    Pick<JobRow, 'id' | 'status' | 'next_run' | 'max_runs' | 'run_count'> {
  /** Oldest first. */
  runs: TimelineRun[];
}

const columns = sql.raw(
  [
    ...['id', 'max_runs', ...scheduleColumns].map((name) => `j.${name}`),
    ...['status', 'next_run', 'run_count'].map((name) => `s.${name}`),
  ].join(),
);

/** RFC 3339. Damaged instants are shown as the nearest valid one, as in `instants.ts`. */
function asText(instant: string) {
  const inRange = `least(greatest(${instant}, '1970-01-01 00:00:00+00'), '9999-12-31 23:59:59.999+00')`;
  const text = `to_char(${inRange} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return `case when ${instant} is not null then ${text} end`;
}

/** The newest runs of job `j` in one of the two tables. */
function newestRuns(table: 'live_runs' | 'runs', limit: number) {
  const isLive = table === 'live_runs';
  return sql`(
    select id, status, trigger, ${sql.raw(asText('scheduled_for'))} as scheduled_for,
           ${sql.raw(asText(isLive ? 'coalesce(started_at, attempt_started_at)' : 'started_at'))} as started_at,
           ${sql.raw(isLive ? 'null' : asText('finished_at'))} as finished_at,
           duration_ms, lateness_ms, status_code, ${sql.raw(isLive ? 'null::integer' : 'missed_count')} as missed_count
    from ${sql.table(table)} where job_id = j.id order by id desc limit ${limit})`;
}

/** Finds jobs with their newest `limit` runs, in no order, without missing jobs. */
export async function findTimelines(db: Kysely<Database>, ids: string[], limit: number): Promise<Timeline[]> {
  // One JSON value per job, ready for the response: rows with instants are several times slower.
  const { rows } = await sql<Timeline>`
    select ${columns}, last.runs
    from jobs j join job_states s on s.job_id = j.id
    cross join lateral (
      select coalesce(json_agg(r order by r.id), '[]') as runs from (
        ${newestRuns('live_runs', limit)} union all ${newestRuns('runs', limit)} order by id desc limit ${limit}
      ) r
    ) last
    where j.id = any(${ids}::uuid[])`.execute(db);
  return rows;
}
