// The outbox of notices and run callbacks: messages are claimed for an attempt, and end as sent or failed.
import { type Kysely, sql } from 'kysely';
import type { NoticeRow } from './alerts.ts';
import type { CallbackRow } from './callbacks.ts';
import type { Database } from './schema.ts';

/** An attempt that has not ended after this time is repeated by any process. Longer than the time limit of an attempt. */
const LEASE_SECONDS = 60;

interface Outbox {
  notices: NoticeRow;
  callbacks: CallbackRow;
}

/** Claims up to `limit` messages that are due: no other process attempts them within the lease. Counts the attempt. */
export async function claimMessages<Table extends keyof Outbox>(
  db: Kysely<Database>,
  table: Table,
  limit: number,
): Promise<Outbox[Table][]> {
  const { rows } = await sql<Outbox[Table]>`
    update ${sql.table(table)} set attempts = attempts + 1,
      next_attempt_at = clock_timestamp() + make_interval(secs => ${sql.lit(LEASE_SECONDS)})
    where id in (
      select id from ${sql.table(table)} where status = 'queued' and next_attempt_at <= clock_timestamp()
      order by next_attempt_at limit ${limit} for update skip locked)
    returning *`.execute(db);
  return rows;
}

/** The end of an attempt. `retryInSeconds` null: there is no further one. */
export type AttemptEnd = { error: null } | { error: string; retryInSeconds: number | null };

/** Stores the end of an attempt, unless another attempt has begun since. */
export async function endAttempt(
  db: Kysely<Database>,
  table: keyof Outbox,
  { id, attempts }: { id: string; attempts: number },
  end: AttemptEnd,
): Promise<void> {
  const isSent = end.error === null;
  const retryInSeconds = isSent ? null : end.retryInSeconds;
  const status = isSent ? 'sent' : retryInSeconds === null ? 'failed' : 'queued';
  const secrets =
    table === 'callbacks' && status !== 'queued'
      ? sql`, signing_secret = null, previous_signing_secret = null`
      : sql``;
  await sql`
    update ${sql.table(table)} set status = ${status}, error = left(${end.error}::text, 1000),
      sent_at = case when ${isSent} then clock_timestamp() end,
      next_attempt_at = clock_timestamp() + make_interval(secs => ${retryInSeconds}::int) ${secrets}
    where id = ${id}::uuid and attempts = ${attempts} and status = 'queued'`.execute(db);
}
