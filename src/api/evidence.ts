// The route that erases the evidence of a job.
import type { Context } from 'hono';
import type { evidenceRoutes } from '../../openapi/evidence.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import { eraseEnded, eraseUnfinished, hasRecords } from '../store/evidence.ts';
import { lockJobOutlines } from '../store/jobs.ts';
import { entryOf } from './audit-entries.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { readCursor, writeCursor } from './pages.ts';
import { invalidFields, notFound } from './problems.ts';
import { runTransaction, type TransactionWrite } from './transaction.ts';

const RUNS_AT_ONCE = 5_000;
const ORDER = 'evidence';

export function createEvidenceHandlers(deps: ApiDeps): Handlers<typeof evidenceRoutes> {
  return {
    eraseEvidence: async (c) => {
      const { id } = c.req.valid('param');
      const { confirm, cursor } = c.req.valid('json');
      const afterId = readCursor(cursor, ORDER)?.id;
      await runTransaction(deps, c as Context, async (write) => {
        await checkConfirmation(write, id, confirm);
        if (afterId !== undefined) return;
        await eraseUnfinished(write.trx, id);
        await insertAuditEntries(write.trx, [entryOf(write, 'job.evidence_erased', id)]);
      });
      // Without the lock of the job, so that its runs do not wait. A run that ends meanwhile has been erased above.
      const page = { afterId, limit: RUNS_AT_ONCE };
      const { erased, lastId } = await eraseEnded(deps.db, id, page);
      const next_cursor = lastId === undefined ? null : writeCursor({ id: lastId, value: null }, ORDER);
      return c.json({ erased_runs: erased, next_cursor }, 200);
    },
  };
}

/** Locks the job. Throws 404 if nothing is recorded of the job, and 422 for another name or ID. */
async function checkConfirmation({ trx }: TransactionWrite, id: string, confirm: string): Promise<void> {
  const [job] = await lockJobOutlines(trx, [id]);
  if (job === undefined && !(await hasRecords(trx, id))) throw notFound('job');
  if (confirm === id || (job !== undefined && confirm === job.name)) return;
  const expected = job === undefined ? 'ID of the deleted job' : 'name or the ID of the job';
  throw invalidFields([{ pointer: '/confirm', detail: `must be the ${expected}` }]);
}
