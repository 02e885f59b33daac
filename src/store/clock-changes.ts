// Repairs the plan after the database's clock was set, and keeps the last change for GET /system.
import { type Kysely, sql, type Transaction } from 'kysely';
import { byKey } from './by-key.ts';
import type { JobRow } from './jobs.ts';
import type { Database } from './schema.ts';
import { findState, saveState } from './service-state.ts';

const STATE = 'clock_change';
/** The change is shown for so long. */
const SHOWN_HOURS = 24;

/** The last change of the database's clock. */
export interface SavedClockChange {
  /** RFC 3339, by the clock after the change. */
  noticed_at: string;
  /** Positive: set forward. */
  by_ms: number;
  /** Whether planning waits until the clock has proved right. */
  is_held: boolean;
}

export async function saveClockChange(db: Kysely<Database>, change: SavedClockChange): Promise<void> {
  await saveState(db, STATE, JSON.stringify(change));
}

/** Null without a change in the last 24 hours. */
export async function findClockChange(
  db: Kysely<Database>,
  now: Temporal.Instant,
): Promise<SavedClockChange | null> {
  const value = await findState(db, STATE);
  if (value === undefined) return null;
  const change = JSON.parse(value) as SavedClockChange;
  const age = now.since(change.noticed_at).abs();
  return Temporal.Duration.compare(age, { hours: SHOWN_HOURS }) > 0 ? null : change;
}

/** Locks up to `limit` active jobs with an ID above `after` that were planned beyond `until`, in the order of their IDs. */
export async function lockJobsPlannedAhead(
  trx: Transaction<Database>,
  until: Temporal.Instant,
  after: string,
  limit: number,
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select j.*, s.* from (
      select * from job_states
      where status = 'active' and planned_until > ${until.toString()}::timestamptz and job_id > ${after}::uuid
      order by job_id limit ${limit} for no key update
    ) s join jobs j on ${byKey('j.id', 's.job_id')} order by j.id`.execute(trx);
  return rows;
}

/** Makes retries and started runs due that were written while the clock was ahead. */
export async function bringForwardRuns(db: Kysely<Database>): Promise<void> {
  const later = sql`clock_timestamp() + interval '2 seconds'`;
  await sql`
    update live_runs set due_at = date_trunc('milliseconds', clock_timestamp()), message_id = null
    where status = 'retrying' and attempt_started_at > ${later}
       or status = 'queued' and trigger <> 'schedule' and waiting_for is null and due_at > ${later}`.execute(
    db,
  );
}

/** Ends the pauses with this reason: the next pass resumes the jobs. */
export async function endPauses(db: Kysely<Database>, reason: string): Promise<void> {
  await sql`
    update job_states set paused_until = clock_timestamp()
    where status = 'inactive' and status_reason = 'paused' and pause_reason = ${reason}`.execute(db);
}
