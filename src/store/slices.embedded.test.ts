// Tests that reads in slices return what one statement returns: runs, counts, jobs and the audit log.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { insertTestRun } from '../testing/runs.ts';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { type AuditFilter, listAuditEntries } from './audit-log.ts';
import { listAuditEntriesInSlices } from './audit-slices.ts';
import { createPartitions } from './history.ts';
import { type JobFilter, type JobSort, listJobs } from './job-lists.ts';
import { listJobsInSlices } from './job-slices.ts';
import { databaseNow } from './open.ts';
import { countRuns, listRuns, type RunFilter } from './run-lists.ts';
import { countRunsInSlices, listRunsInSlices } from './run-slices.ts';

const store = useTestStore();

test('runs of several days, page by page, and their counts', async () => {
  const { db } = store;
  const now = await databaseNow(db);
  for (const days of [20, 12, 4]) await createPartitions(db, now.subtract({ hours: 24 * days }));
  const one = await insertTestJob(store, '2099-01-01T00:00:00Z', { tags: ['odd'] });
  const other = await insertTestJob(store, '2099-01-01T00:00:00Z');
  for (const hours of [-2, 0, 1, 23, 25, 100, 101, 480]) {
    for (const { id } of [one, other])
      await insertTestRun(
        store,
        id,
        now.subtract({ hours }),
        hours < 0 ? 'queued' : hours === 25 ? 'failed' : 'succeeded',
      );
  }
  const filters: RunFilter[] = [
    {},
    { tag: 'odd' },
    { status: 'failed' },
    { status: 'missed' },
    { jobId: one.id, trigger: 'schedule' },
    { from: now.subtract({ hours: 100 }), to: now.subtract({ hours: 1 }) },
    { from: now.add({ hours: 1 }) },
  ];
  for (const filter of filters) {
    for (const limit of [1, 3, 50]) {
      let afterId: string | undefined;
      do {
        const page = await listRuns(db, { ...filter, afterId, limit });
        expect(await listRunsInSlices(db, { ...filter, afterId, limit }), JSON.stringify(filter)).toEqual(
          page,
        );
        afterId = page.length === limit ? page.at(-1)!.id : undefined;
      } while (afterId !== undefined);
      expect(await countRunsInSlices(db, filter, limit)).toEqual(await countRuns(db, filter, limit));
    }
  }
});

test('many jobs, in each order', async () => {
  const { db } = store;
  const ids = await insertTestJobs(store, 4_500, '2099-01-01T00:00:00Z', { name: 'job 5' });
  await sql`update jobs set name = md5(id::text) where id = any(${ids}::uuid[])`.execute(db);
  const filters: Partial<JobFilter>[] = [{ q: 'abc' }, { q: '(((' }, { schedule_type: 'specific_time' }];
  for (const filter of filters) {
    for (const sort of ['created_at', 'name', 'next_run'] satisfies JobSort[]) {
      const order = { sort, isDescending: sort === 'created_at', limit: 21 };
      const list = { ...filter, failingAfter: 3 };
      const page = await listJobs(db, list, order);
      expect(await listJobsInSlices(db, list, order, 1_000)).toEqual(page);
      const last = page.at(-1);
      if (last === undefined) continue;
      const next = { ...order, after: { id: last.id, value: last.sort_value } };
      expect(await listJobsInSlices(db, list, next, 1_000)).toEqual(await listJobs(db, list, next));
    }
  }
});

test('the audit log of an actor and an action, cut by its size', async () => {
  const { db } = store;
  await sql`
    insert into audit_log (id, created_at, actor, action, before, after)
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3)
            || 'a' || substr(md5(i::text), 4, 15))::uuid,
           at, case when i % 2 = 0 then 'ada' else 'bob' end, case when i % 3 = 0 then 'job.paused' else 'job.updated' end,
           '{}', jsonb_build_object('name', repeat('x', 100))
    from (select i, clock_timestamp() - i * interval '7 hours' as at from generate_series(1, 60) i) x`.execute(
    db,
  );
  const filter: AuditFilter = { actor: 'ada', action: 'job.paused' };
  for (const page of [
    { afterId: undefined, limit: 4, maxBytes: 1_000_000 },
    { afterId: undefined, limit: 50, maxBytes: 1_000_000 },
    { afterId: undefined, limit: 50, maxBytes: 400 },
    { afterId: undefined, limit: 50, maxBytes: 10 },
  ]) {
    const [inSlices, whole] = [
      await listAuditEntriesInSlices(db, filter, page),
      await listAuditEntries(db, filter, page),
    ];
    const idsOf = ({ rows }: typeof whole) => rows.map(({ id }) => id);
    expect([idsOf(inSlices), inSlices.isCut]).toEqual([idsOf(whole), whole.isCut]);
  }
});
