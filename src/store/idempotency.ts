// Stores the first response per Idempotency-Key, in the transaction of the request.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** Retention of a response. */
const KEPT = sql.raw(`interval '24 hours'`);

/** An idempotent request: the client's key within its scope. */
export interface RequestId {
  /** API key, method and path. */
  scope: string;
  key: string;
}

export interface StoredResponse {
  bodyHash: string;
  headers: Record<string, string>;
  /** JSON. */
  body: string;
}

/** Locks the request for this transaction; false while another transaction has the lock. */
export async function tryLockRequest(
  trx: Transaction<Database>,
  { scope, key }: RequestId,
): Promise<boolean> {
  const { rows } = await sql<{ is_locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${scope}\n${key}`}, 0)) as is_locked`.execute(trx);
  return rows[0]?.is_locked === true;
}

/** Finds the first response. The caller has locked the request: an earlier snapshot could miss the response. */
export async function findResponse(
  trx: Transaction<Database>,
  { scope, key }: RequestId,
): Promise<StoredResponse | undefined> {
  const row = await trx
    .selectFrom('idempotent_requests')
    .select(['body_hash', 'headers', 'body'])
    .where('scope', '=', scope)
    .where('key', '=', key)
    .where('created_at', '>', sql<Temporal.Instant>`clock_timestamp() - ${KEPT}`)
    .executeTakeFirst();
  return row && { bodyHash: row.body_hash, headers: row.headers, body: row.body };
}

/** Stores the response, and replaces an expired one. */
export async function saveResponse(
  trx: Transaction<Database>,
  { scope, key }: RequestId,
  response: StoredResponse,
): Promise<void> {
  await sql`
    insert into idempotent_requests (scope, key, body_hash, headers, body)
    values (${scope}, ${key}, ${response.bodyHash}, ${JSON.stringify(response.headers)}, ${response.body})
    on conflict (scope, key) do update set
      body_hash = excluded.body_hash, headers = excluded.headers, body = excluded.body,
      created_at = clock_timestamp()`.execute(trx);
}

export async function deleteOldResponses(db: Kysely<Database>): Promise<void> {
  await sql`delete from idempotent_requests where created_at < clock_timestamp() - ${KEPT}`.execute(db);
}
