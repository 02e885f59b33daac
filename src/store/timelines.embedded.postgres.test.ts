// Tests of timelines over several partitions of history.
import { expect, test } from 'vitest';
import { insertTestRun } from '../testing/runs.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { createPartitions } from './history.ts';
import { newId } from './ids.ts';
import { databaseNow } from './open.ts';
import { findTimelines } from './timelines.ts';

const store = useTestStore();

test('the newest runs of each job are found in every partition and among queued runs', async () => {
  const now = await databaseNow(store.db);
  await createPartitions(store.db, now);
  const jobs = [
    await insertTestJob(store, '2099-01-01T00:00:00Z'),
    await insertTestJob(store, '2099-01-01T00:00:00Z'),
  ];
  const ids: string[] = [];
  for (let hours = -120; hours <= 48; hours += 12) {
    const at = now.add({ hours });
    ids.push(await insertTestRun(store, jobs[0]!.id, at, hours > 0 ? 'queued' : 'succeeded'));
    await insertTestRun(store, newId(), at, 'succeeded');
  }
  const found = await findTimelines(store.db, [newId(), ...jobs.map(({ id }) => id)], 10);
  const runsOf = (id: string) => found.find((timeline) => timeline.id === id)!.runs;
  expect(found).toHaveLength(2);
  expect(runsOf(jobs[1]!.id)).toEqual([]);
  expect(runsOf(jobs[0]!.id).map(({ id }) => id)).toEqual(ids.slice(-10));
  expect(runsOf(jobs[0]!.id).at(-1)).toMatchObject({ status: 'queued', finished_at: null });
  expect(found[0]!.next_run).toEqual(Temporal.Instant.from('2099-01-01T00:00:00Z'));
});
