// Adds up parts: rows that statements only insert, so that they do not wait for each other.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from './schema.ts';

const PARTS_PER_FOLD = 5_000;

interface Fold {
  table: 'roll_up_parts' | 'objective_parts';
  /** The advisory lock of the table: two processes do not fold the same parts. */
  lockKey: number;
  /** The CTEs that add the deleted parts, in the CTE `taken`, to their totals. */
  addTaken: RawBuilder<unknown>;
}

/** Deletes the parts and adds them to their totals, in transactions of 5 000. Readers sum parts and totals at any time. */
export async function foldParts(db: Kysely<Database>, fold: Fold): Promise<void> {
  while ((await foldSome(db, fold)) === PARTS_PER_FOLD);
}

async function foldSome(db: Kysely<Database>, { table, lockKey, addTaken }: Fold): Promise<number> {
  const parts = sql.table(table);
  const { rows } = await sql`select 1 where exists (select from ${parts})`.execute(db);
  if (rows.length === 0) return 0;
  return await db.transaction().execute(async (trx) => {
    const { rows: locks } = await sql<{
      is_ours: boolean;
    }>`select pg_try_advisory_xact_lock(${lockKey}) as is_ours`.execute(trx);
    if (locks[0]?.is_ours !== true) return 0;
    const { rows } = await sql<{ count: number }>`
      with taken as (
        delete from ${parts} where ctid = any(array(select ctid from ${parts} limit ${PARTS_PER_FOLD}))
        returning *
      ), ${addTaken}
      select count(*) as count from taken`.execute(trx);
    return rows[0]!.count;
  });
}
