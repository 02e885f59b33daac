// Tests the pruning and the merged entries of the audit log.
import { beforeEach, expect, test } from 'vitest';
import { useTestStore } from '../testing/store.ts';
import {
  bySystem,
  insertAuditEntries,
  listAuditEntries,
  type MergedEntry,
  pruneAuditLog,
  saveMergedEntries,
} from './audit-log.ts';
import { idAt } from './ids.ts';

const store = useTestStore();
const at = Temporal.Instant.from('2026-11-28T12:00:00Z');
const all = async () =>
  (await listAuditEntries(store.db, {}, { afterId: undefined, limit: 200, maxBytes: 1_000_000 })).rows;

beforeEach(async () => {
  await pruneAuditLog(store.db, at.add({ hours: 1 }));
});

test('entries from before an instant are pruned, more of them than one statement deletes', async () => {
  const old = { ...bySystem, action: 'job.paused', at: at.subtract({ hours: 1 }) } as const;
  await insertAuditEntries(store.db, Array<typeof old>(5_001).fill(old));
  await insertAuditEntries(store.db, [{ ...old, at }]);
  await pruneAuditLog(store.db, at);
  expect(await all()).toMatchObject([{ created_at: at, action: 'job.paused', count: 1 }]);
});

test('a merged entry that is written again has the new count', async () => {
  const entry: MergedEntry = {
    ...{ id: idAt(at), at, lastAt: at, count: 1, actor: 'unknown', via: null, action: 'request.refused' },
    ...{ route: 'POST /jobs', statusCode: 401, detail: 'The API key is unknown.', address: '127.0.0.1' },
  };
  await saveMergedEntries(store.db, [entry]);
  const lastAt = at.add({ seconds: 3 });
  await saveMergedEntries(store.db, [{ ...entry, count: 7, lastAt }]);
  expect(await all()).toMatchObject([{ created_at: at, last_at: lastAt, count: 7, status_code: 401 }]);
});
