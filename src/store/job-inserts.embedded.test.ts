// Tests that requests in a shared insert statement succeed and fail independently.
import { expect, test } from 'vitest';
import { active } from '../planner/job-states.ts';
import { testDefinition } from '../testing/definition.ts';
import { useTestStore } from '../testing/store.ts';
import { newId } from './ids.ts';
import { groupInserts, type JobInsert } from './job-inserts.ts';
import { countJobs } from './job-states.ts';
import { findJobs } from './jobs.ts';

const store = useTestStore();

function insertOf(key: string | null): JobInsert {
  const at = Temporal.Instant.from('2099-01-01T00:00:00Z');
  const state = { ...active({ at, dueAt: at }), planned_until: null };
  const definition = { ...testDefinition, key };
  const job = { id: newId(), createdAt: Temporal.Now.instant(), definition, state };
  return { jobs: [job], planned: [], entries: [] };
}

test('an existing key fails its own request, not the others in the statement', async () => {
  const insert = groupInserts(store.db);
  const inserts = Array.from({ length: 30 }, (_, index) => insertOf(index % 10 === 9 ? 'taken' : null));
  const results = await Promise.allSettled(inserts.map(insert));
  const failed = results.filter(({ status }) => status === 'rejected');
  // Three requests with one key: the first to come gets it.
  expect(failed).toHaveLength(2);
  const ids = inserts.flatMap(({ jobs }) => jobs.map(({ id }) => id));
  expect(await findJobs(store.db, ids)).toHaveLength(28);
  expect((await countJobs(store.db)).active).toBe(28);
});

test('a job that cannot be stored fails alone, and later requests succeed', async () => {
  const insert = groupInserts(store.db);
  // The name is longer than its column.
  const broken = insertOf('broken');
  broken.jobs[0]!.definition = { ...testDefinition, name: 'x'.repeat(300) };
  const results = await Promise.allSettled([insert(broken), insert(insertOf(null)), insert(insertOf(null))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  await insert(insertOf(null));
  expect((await countJobs(store.db)).active).toBe(3);
});
