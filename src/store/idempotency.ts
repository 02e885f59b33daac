// Requests that count once: what each was answered, kept beside the work itself.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** How long an answer is kept. */
const KEPT = sql.raw(`interval '24 hours'`);

/** Whose request it is and for what, and the caller's own name for it. */
export interface RequestId {
  /** Caller, method and path. */
  scope: string;
  key: string;
}

export interface StoredAnswer {
  bodyHash: string;
  headers: Record<string, string>;
  /** JSON. */
  body: string;
}

/** Takes the request for this transaction; false while another transaction has it. */
export async function takeRequest(trx: Transaction<Database>, { scope, key }: RequestId): Promise<boolean> {
  const { rows } = await sql<{ is_taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${scope}\n${key}`}, 0)) as is_taken`.execute(trx);
  return rows[0]?.is_taken === true;
}

/** What the request was answered before. The request is taken by the caller. */
export async function findAnswer(
  trx: Transaction<Database>,
  { scope, key }: RequestId,
): Promise<StoredAnswer | undefined> {
  const row = await trx
    .selectFrom('idempotent_requests')
    .select(['body_hash', 'headers', 'body'])
    .where('scope', '=', scope)
    .where('key', '=', key)
    .where('created_at', '>', sql<Temporal.Instant>`clock_timestamp() - ${KEPT}`)
    .executeTakeFirst();
  return row && { bodyHash: row.body_hash, headers: row.headers, body: row.body };
}

export async function saveAnswer(
  trx: Transaction<Database>,
  { scope, key }: RequestId,
  answer: StoredAnswer,
): Promise<void> {
  // One that is past its time may still lie there.
  await trx.deleteFrom('idempotent_requests').where('scope', '=', scope).where('key', '=', key).execute();
  await trx
    .insertInto('idempotent_requests')
    .values({
      scope,
      key,
      body_hash: answer.bodyHash,
      headers: JSON.stringify(answer.headers),
      body: answer.body,
    })
    .execute();
}

export async function forgetAnswers(db: Kysely<Database>): Promise<void> {
  await sql`delete from idempotent_requests where created_at < clock_timestamp() - ${KEPT}`.execute(db);
}
