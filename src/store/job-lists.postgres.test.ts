// Tests that paging through ten thousand jobs returns each once, while others are created and deleted.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { type JobPosition, listJobs } from './job-lists.ts';
import { deleteJobs } from './job-states.ts';

const store = useTestStore();

const JOBS = 10_000;

test.each(['created_at', 'name'] as const)('list-037: by %s', async (sort) => {
  const staying = new Set(await insertTestJobs(store, JOBS, '2099-01-01T00:00:00Z', { name: 'job 5' }));
  // Names in another order than ids.
  await sql`update jobs set name = md5(id::text)`.execute(store.db);
  const seen: string[] = [];
  const extra: string[] = [];
  let after: JobPosition | undefined;
  for (let pages = 0; ; pages++) {
    const page = await listJobs(
      store.db,
      { failingAfter: 3 },
      { sort, isDescending: false, after, limit: 200 },
    );
    const last = page.at(-1);
    if (!last) break;
    seen.push(...page.map((job) => job.id));
    after = { id: last.id, value: last.sort_value };
    if (pages % 20 === 0) {
      extra.push((await insertTestJob(store, '2099-01-01T00:00:00Z', { name: `job ${pages}` })).id);
      const gone = extra.length > 5 ? extra.shift() : undefined;
      if (gone !== undefined) await store.db.transaction().execute((trx) => deleteJobs(trx, [gone]));
    }
  }
  const counted = seen.filter((id) => staying.has(id));
  expect(counted).toHaveLength(JOBS);
  expect(new Set(counted).size).toBe(JOBS);
  expect(new Set(seen).size).toBe(seen.length);
});
