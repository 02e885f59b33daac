// Erases recorded requests, responses, payload overrides and audited values of a job.
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from './schema.ts';

const WITHOUT_CONTENT = sql.lit('{"request": null, "response": null}');

/** A stored attempt without its request and response. A damaged one is erased as a whole. */
function withoutContent(column: RawBuilder<unknown>) {
  return sql`case jsonb_typeof(${column}) when 'object' then ${column} || ${WITHOUT_CONTENT}::jsonb end`;
}

/** Whether the database has any record of the job, which may be deleted. */
export async function hasRecords(db: Kysely<Database>, jobId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from audit_log where job_id = ${jobId}::uuid)
        or exists (select from runs where job_id = ${jobId}::uuid)
        or exists (select from live_runs where job_id = ${jobId}::uuid) as found`.execute(db);
  return rows[0]!.found;
}

/**
 * Erases the values of the job's audit log, and the attempts of its unfinished runs, which need their payload overrides.
 * The caller has locked the job's state, if the job exists.
 */
export async function eraseUnfinished(trx: Transaction<Database>, jobId: string): Promise<void> {
  await sql`
    update audit_log set before = '{}', after = '{}'
    where job_id = ${jobId}::uuid and (before <> '{}' or after <> '{}')`.execute(trx);
  await sql`
    update attempts set record = record || ${WITHOUT_CONTENT}::jsonb
    where run_id in (select id from live_runs where job_id = ${jobId}::uuid)`.execute(trx);
  await sql`
    update live_runs set first_attempt = ${withoutContent(sql`first_attempt`)}
    where job_id = ${jobId}::uuid and first_attempt is not null`.execute(trx);
}

/**
 * Erases up to `limit` ended runs after `afterId`, in the order of their IDs. `lastId` is where the next page starts;
 * undefined after the last page.
 */
export async function eraseEnded(
  db: Kysely<Database>,
  jobId: string,
  { afterId, limit }: { afterId: string | undefined; limit: number },
): Promise<{ erased: number; lastId: string | undefined }> {
  const after = afterId === undefined ? sql`` : sql`and id > ${afterId}::uuid`;
  const { rows } = await sql<{ id: string }>`
    select id from runs where job_id = ${jobId}::uuid ${after} order by id limit ${sql.lit(limit)}`.execute(
    db,
  );
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
  if (first === undefined || last === undefined) return { erased: 0, lastId: undefined };
  // A range of IDs names the partitions to read.
  const isInRange = (column: RawBuilder<unknown>) => sql`${column} between ${first}::uuid and ${last}::uuid`;
  await sql`
    update attempts set record = record || ${WITHOUT_CONTENT}::jsonb
    where ${isInRange(sql`run_id`)} and run_id in (
      select id from runs where job_id = ${jobId}::uuid and ${isInRange(sql`id`)} and attempt_count > 1)`.execute(
    db,
  );
  const { numAffectedRows = 0n } = await sql`
    update runs set payload_override = null, first_attempt = ${withoutContent(sql`first_attempt`)}
    where job_id = ${jobId}::uuid and ${isInRange(sql`id`)}
      and (payload_override is not null or first_attempt is distinct from ${withoutContent(sql`first_attempt`)})`.execute(
    db,
  );
  return { erased: Number(numAffectedRows), lastId: rows.length < limit ? undefined : last };
}
