// The routes of the audit log.
import type { Context } from 'hono';
import type { auditRoutes } from '../../openapi/audit.ts';
import type { AuditEntry } from '../../openapi/schemas/audit.ts';
import { type ListedAuditRow, listAuditEntries } from '../store/audit-log.ts';
import { listAuditEntriesInSlices } from '../store/audit-slices.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { viewInstant } from './instants.ts';
import { PAGE_BYTES, readPage, toPage } from './pages.ts';

export function createAuditHandlers({ reading, isEmbedded }: ApiDeps): Handlers<typeof auditRoutes> {
  const list = isEmbedded ? listAuditEntriesInSlices : listAuditEntries;
  return {
    listAudit: async (c) => {
      const { actor, action, target, from, to, ...page } = c.req.valid('query');
      const { limit, after } = readPage(page);
      const filter = {
        ...{ actor, action, target },
        from: from === undefined ? undefined : Temporal.Instant.from(from),
        to: to === undefined ? undefined : Temporal.Instant.from(to),
      };
      const options = { afterId: after?.id, limit: limit + 1, maxBytes: PAGE_BYTES };
      const { rows, isCut } = await list(reading, filter, options);
      return c.json(toPage(c as Context, rows, limit, viewAuditEntry, { isCut }), 200);
    },
  };
}

function viewAuditEntry(entry: ListedAuditRow): AuditEntry {
  const { id, actor, via, action, job_id, job_name, run_id, route } = entry;
  const { status_code, detail, address, count } = entry;
  return {
    ...{ id, actor, via, action, job_id, job_name, run_id, route, status_code, detail, address, count },
    created_at: viewInstant(entry.created_at),
    last_at: viewInstant(entry.last_at ?? entry.created_at),
    before: entry.before,
    after: entry.after,
  };
}
