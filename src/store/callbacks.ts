// Run callbacks: the messages to `on_finish` of jobs, written by the statements that end runs.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { CallbacksTable } from './notification-tables.ts';
import type { Database } from './schema.ts';

export type CallbackRow = Selectable<CallbacksTable>;

/**
 * The statement part that writes the callbacks of the runs in `ended`: of jobs with `on_finish`, after at least one
 * attempt, if `when` asks for the status. Each job is looked up by its key, whatever the plan.
 */
export function insertCallbacks(ended: string) {
  return sql`
    insert into callbacks (id, job_id, url, signing_secret, previous_signing_secret)
    select e.id, e.job_id, j.on_finish ->> 'url', j.signing_secret,
      case when j.previous_secret_expires_at > clock_timestamp() then j.previous_signing_secret end
    from ${sql.table(ended)} e
    cross join lateral (select * from jobs where id = e.job_id and on_finish is not null offset 0) j
    where e.attempt_count > 0 and j.on_finish ->> 'when' in ('always', e.status)
      and j.on_finish ->> 'url' is not null
    on conflict do nothing`;
}

/** The callback of a run, without its secrets; undefined if none was written. */
export async function findCallback(
  db: Kysely<Database>,
  runId: string,
): Promise<Omit<CallbackRow, 'signing_secret' | 'previous_signing_secret'> | undefined> {
  return await db
    .selectFrom('callbacks')
    .select(['id', 'job_id', 'url', 'status', 'attempts', 'error', 'next_attempt_at', 'sent_at'])
    .where('id', '=', runId)
    .executeTakeFirst();
}
