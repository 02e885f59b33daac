// Tests pauses with an end, for jobs with and without further occurrences.
import { expect, test } from 'vitest';
import { findJob } from '../store/jobs.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { resumePausedJobs } from './pauses.ts';

const store = useTestStore();
const at = (text: string) => Temporal.Instant.from(text);

async function insertPaused(fields: Parameters<typeof insertTestJob>[2] = {}): Promise<string> {
  const { id } = await insertTestJob(store, '2099-01-01T00:00:00Z', fields);
  await store.db
    .updateTable('job_states')
    .set({
      status: 'inactive',
      status_reason: 'paused',
      paused_until: '2099-01-01T00:00:30Z',
      next_run: null,
      next_due_at: null,
    })
    .where('job_id', '=', id)
    .execute();
  return id;
}

async function stateOf(id: string) {
  const job = (await findJob(store.db, id))!;
  return [job.status, job.status_reason, job.next_run?.toString() ?? null, job.paused_until];
}

test('a job resumes at the end of its pause, not before', async () => {
  const id = await insertPaused();
  await resumePausedJobs(store.db, at('2099-01-01T00:00:29Z'));
  expect((await stateOf(id)).slice(0, 2)).toEqual(['inactive', 'paused']);
  await resumePausedJobs(store.db, at('2099-01-01T00:00:30Z'));
  expect(await stateOf(id)).toEqual(['active', null, '2099-01-01T00:01:00Z', null]);
});

test('a job without occurrences ends, an unparsable one fails, and the others resume', async () => {
  const broken = await insertPaused({ cron_expression: 'nonsense' });
  const over = await insertPaused({ ends_at: at('2099-01-01T00:00:10Z') });
  const sound = await insertPaused();
  await resumePausedJobs(store.db, at('2099-01-01T00:00:30Z'));
  expect(await stateOf(broken)).toEqual(['failed', 'invalid', null, null]);
  expect(await stateOf(over)).toEqual(['inactive', 'ended', null, null]);
  expect((await stateOf(sound))[0]).toBe('active');
});
