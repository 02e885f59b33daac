// Lists the audit log on the embedded backend: as audit-log.ts, slice by slice where two filters have no common index.
import { sql } from 'kysely';
import { type AuditEntries, type ListedAuditRow, listAuditEntries } from './audit-log.ts';
import { instantOf } from './ids.ts';
import { readBackward } from './slices.ts';

export const listAuditEntriesInSlices: typeof listAuditEntries = async (db, filter, page) => {
  const { actor, action, from } = filter;
  if (actor === undefined || action === undefined) return await listAuditEntries(db, filter, page);
  const found: AuditEntries<ListedAuditRow> = { rows: [], isCut: false };
  let bytes = 0;
  const findOldest = async () => {
    const { rows } = await sql<{ id: string }>`select id from audit_log order by id limit 1`.execute(db);
    return rows[0] && instantOf(rows[0].id);
  };
  await readBackward({ from, to: filter.to }, findOldest, async (slice) => {
    const limit = page.limit - found.rows.length;
    const { rows, isCut } = await listAuditEntries(db, { ...filter, ...slice }, { ...page, limit });
    for (const row of rows) {
      bytes += Buffer.byteLength(JSON.stringify([row.before, row.after]));
      found.isCut ||= bytes > page.maxBytes && found.rows.length > 0;
      if (!found.isCut) found.rows.push(row);
    }
    found.isCut ||= isCut;
    return found.isCut || found.rows.length >= page.limit;
  });
  return found;
};
