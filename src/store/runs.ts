// Finds runs for the API: live runs and history together.
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { lowestIdAt } from './ids.ts';
import type { AttemptRecord, Database, RunsTable } from './schema.ts';

/** A run, finished or not. */
export type RunRow = Omit<Selectable<RunsTable>, 'finished_at'> & { finished_at: Temporal.Instant | null };

/** A run in a list: without its request, response and payload, which are large. */
export type RunInList = Omit<RunRow, 'payload_override' | 'first_attempt'>;

/** The columns of a `RunRow` from history. */
export const endedInList =
  sql.raw(`id, job_id, job_name, trigger, source_run_id, status, status_reason, scheduled_for, due_at,
  missed_until, missed_count, attempt_count, lost_count, started_at, finished_at, lateness_ms, duration_ms,
  status_code, error_code, error_message, started_by`);
const ended = sql`${endedInList}, payload_override, first_attempt`;
/** The columns of a `RunRow` from live runs. A running first attempt is the start of its run. */
export const liveInList =
  sql.raw(`id, job_id, job_name, trigger, source_run_id, status, status_reason, scheduled_for, due_at,
  null::timestamptz as missed_until, null::integer as missed_count, attempt_count, lost_count,
  coalesce(started_at, attempt_started_at) as started_at, null::timestamptz as finished_at, lateness_ms,
  duration_ms, status_code, error_code, error_message, started_by`);
const live = sql`${liveInList}, payload_override, first_attempt`;

export async function findRun(
  db: Kysely<Database>,
  id: string,
): Promise<{ run: RunRow; attempts: AttemptRecord[] } | undefined> {
  const run = (await findRunRows(db, [id]))[0];
  if (run === undefined) return undefined;
  const later = await db
    .selectFrom('attempts')
    .select('record')
    .where('run_id', '=', id)
    .orderBy('number')
    .execute();
  const attempts = later.map((row) => row.record);
  return { run, attempts: run.first_attempt === null ? attempts : [run.first_attempt, ...attempts] };
}

/** Returns a run; throws if it does not exist. */
export async function getRunRow(db: Kysely<Database>, id: string): Promise<RunRow> {
  const run = (await findRunRows(db, [id]))[0];
  if (run === undefined) throw new Error(`There is no run ${id}.`);
  return run;
}

/** Finds runs in no order, without missing ones. */
export async function findRunRows(db: Kysely<Database>, ids: string[]): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select ${live} from live_runs where id = any(${ids}::uuid[])
    union all
    select ${ended} from runs where id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

/** A live run in the form of a `RunRow`. */
export function asRunRow(
  run: {
    [Column in keyof Omit<RunRow, 'missed_until' | 'missed_count' | 'finished_at'>]: RunRow[Column];
  } & { attempt_started_at: Temporal.Instant | null },
): RunRow {
  return {
    ...run,
    started_at: run.started_at ?? run.attempt_started_at,
    missed_until: null,
    missed_count: null,
    finished_at: null,
  };
}

/** Finds which occurrences of the job have a succeeded run, and which an unfinished one. */
export async function findOccurrenceOutcomes(
  trx: Transaction<Database>,
  jobId: string,
  first: Temporal.Instant,
  last: Temporal.Instant,
): Promise<{ scheduled_for: Temporal.Instant; is_succeeded: boolean; is_unfinished: boolean }[]> {
  const isInRange = sql`job_id = ${jobId} and trigger <> 'manual'
    and scheduled_for between ${first.toString()}::timestamptz and ${last.toString()}::timestamptz`;
  const { rows } = await sql<{
    scheduled_for: Temporal.Instant;
    is_succeeded: boolean;
    is_unfinished: boolean;
  }>`
    select scheduled_for, bool_or(status = 'succeeded') as is_succeeded, bool_or(is_live) as is_unfinished
    from (
      select scheduled_for, status, true as is_live from live_runs where ${isInRange}
      union all
      -- The ID of a run is never older than its occurrence.
      select scheduled_for, status, false from runs where ${isInRange} and id >= ${lowestIdAt(first)}::uuid
    ) r
    group by scheduled_for`.execute(trx);
  return rows;
}
