// Missed runs for notification rules, written by the statements that miss runs.
import { sql } from 'kysely';

/** The statement part that keeps the missed runs in `ended` for the rules, while a rule asks for them. */
export function insertMissedRuns(ended: string) {
  return sql`
    insert into missed_runs (run_id, job_id, scheduled_for, missed_count)
    select id, job_id, scheduled_for, coalesce(missed_count, 1) from ${sql.table(ended)}
    where exists (select from notification_rules where event = 'missed' and enabled)
    on conflict do nothing`;
}
