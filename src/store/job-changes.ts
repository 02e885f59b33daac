// Who changed which job, and how: a row for every change, which outlives the job.
import type { Kysely, Selectable, Transaction } from 'kysely';
import { newId } from './ids.ts';
import type { Database, JobChangesTable } from './schema.ts';

export type JobChangeRow = Selectable<JobChangesTable>;

export interface JobChange {
  jobId: string;
  changedAt: Temporal.Instant;
  /** The name of a key, `anonymous` or `system`. */
  actor: string;
  action: 'created' | 'updated' | 'paused' | 'resumed' | 'deleted';
  /** The changed fields; no secret is among them. */
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

export async function insertJobChanges(trx: Transaction<Database>, changes: JobChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    id: newId(),
    job_id: change.jobId,
    changed_at: change.changedAt.toString(),
    actor: change.actor,
    action: change.action,
    before: JSON.stringify(change.before),
    after: JSON.stringify(change.after),
  }));
  await trx.insertInto('job_changes').values(rows).execute();
}

/** Newest first, from the one after `afterId` on. */
export async function listJobChanges(
  db: Kysely<Database>,
  jobId: string,
  { afterId, limit }: { afterId: string | undefined; limit: number },
): Promise<JobChangeRow[]> {
  let query = db.selectFrom('job_changes').selectAll().where('job_id', '=', jobId);
  if (afterId !== undefined) query = query.where('id', '<', afterId);
  return await query.orderBy('id', 'desc').limit(limit).execute();
}
