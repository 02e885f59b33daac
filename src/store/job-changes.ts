// Writes and lists the audit log of jobs, whose entries remain after the job is deleted.
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { defineRows } from './columns.ts';
import { newId } from './ids.ts';
import type { Database, JobChangesTable } from './schema.ts';

export type JobChangeRow = Selectable<JobChangesTable>;

export interface JobChange {
  jobId: string;
  changedAt: Temporal.Instant;
  /** The name of a key, `anonymous` or `system`. */
  actor: string;
  action: 'created' | 'updated' | 'paused' | 'resumed' | 'deleted';
  /** The changed fields, without secrets. */
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

export async function insertJobChanges(trx: Transaction<Database>, changes: JobChange[]): Promise<void> {
  if (changes.length > 0) await insertChanges(changes).execute(trx);
}

const changeRows = defineRows({
  id: 'uuid',
  job_id: 'uuid',
  changed_at: 'timestamptz',
  actor: 'text',
  action: 'text',
  before: 'jsonb',
  after: 'jsonb',
});

/** The statement, or statement part, that inserts audit log entries. */
export function insertChanges(changes: JobChange[]) {
  const rows = changes.map((change) => ({
    id: newId(),
    job_id: change.jobId,
    changed_at: change.changedAt,
    actor: change.actor,
    action: change.action,
    before: change.before,
    after: change.after,
  }));
  return sql`insert into job_changes (${changeRows.names}) ${changeRows.select(rows)}`;
}

/** Lists entries after `afterId`, newest first. */
export async function listJobChanges(
  db: Kysely<Database>,
  jobId: string,
  { afterId, limit }: { afterId: string | undefined; limit: number },
): Promise<JobChangeRow[]> {
  let query = db.selectFrom('job_changes').selectAll().where('job_id', '=', jobId);
  if (afterId !== undefined) query = query.where('id', '<', afterId);
  return await query.orderBy('id', 'desc').limit(limit).execute();
}
