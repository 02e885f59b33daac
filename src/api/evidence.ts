// The route that erases the evidence of a job.
import type { Context } from 'hono';
import type { Kysely } from 'kysely';
import type { evidenceRoutes } from '../../openapi/evidence.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import { eraseEnded, eraseUnfinished, hasRecords } from '../store/evidence.ts';
import { lockJobOutlines } from '../store/jobs.ts';
import type { Database } from '../store/schema.ts';
import { entryOf } from './audit-entries.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { findCursorErrors, readCursor, writeCursor } from './pages.ts';
import { type FieldError, invalidFields, notFound } from './problems.ts';
import { runTransaction } from './transaction.ts';

const RUNS_AT_ONCE = 5_000;
const ORDER = 'evidence';

export function createEvidenceHandlers(deps: ApiDeps): Handlers<typeof evidenceRoutes> {
  return {
    eraseEvidence: async (c) => {
      const { id } = c.req.valid('param');
      const { confirm, cursor } = c.req.valid('json');
      const afterId = await runTransaction(deps, c as Context, async (write) => {
        const [job] = await lockJobOutlines(write.trx, [id]);
        const errors = await findErasureErrors(write.trx, id, job, { confirm, cursor });
        if (errors.some(({ pointer }) => pointer === '/confirm')) throw invalidFields(errors);
        const after = readCursor(cursor, ORDER)?.id;
        if (after !== undefined) return after;
        await eraseUnfinished(write.trx, id);
        await insertAuditEntries(write.trx, [entryOf(write, 'job.evidence_erased', id)]);
        return undefined;
      });
      // Without the lock of the job, so that its runs do not wait. A run that ends meanwhile has been erased above.
      const page = { afterId, limit: RUNS_AT_ONCE };
      const { erased, lastId } = await eraseEnded(deps.db, id, page);
      const next_cursor = lastId === undefined ? null : writeCursor({ id: lastId, value: null }, ORDER);
      return c.json({ erased_runs: erased, next_cursor }, 200);
    },
  };
}

/** The errors of a body of any shape. Throws 404 if nothing is recorded of the job. */
export async function findErasureErrors(
  db: Kysely<Database>,
  id: string,
  job: { name: string } | undefined,
  { confirm, cursor }: { confirm?: unknown; cursor?: unknown },
): Promise<FieldError[]> {
  if (job === undefined && !(await hasRecords(db, id))) throw notFound('job');
  const errors = findCursorErrors(cursor, ORDER);
  if (confirm === id || (job !== undefined && confirm === job.name)) return errors;
  const expected = job === undefined ? 'ID of the deleted job' : 'name or the ID of the job';
  return [...errors, { pointer: '/confirm', detail: `must be the ${expected}` }];
}
