// Tests planning after an update of the time zone data.
import { beforeEach, expect, test } from 'vitest';
import { findJob } from '../store/jobs.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { planDueJobs } from './passes.ts';
import { followZoneData } from './zone-data.ts';

const store = useTestStore();
beforeEach(async () => {
  await followZoneData(store.db, '1999a');
});

const nextRunOf = async (id: string) => String((await findJob(store.db, id))?.next_run);
/** Next occurrences from other zone data, and the expected ones from the current data. */
const nineInBerlin = { cron_expression: '0 9 * * *', timezone: 'Europe/Berlin' };

test.each([
  ['an hour later than stored', nineInBerlin, '2099-01-02T07:00:00Z', '2099-01-02T08:00:00Z'],
  ['an hour earlier than stored', nineInBerlin, '2099-01-02T09:00:00Z', '2099-01-02T08:00:00Z'],
  ['as stored', nineInBerlin, '2099-01-02T08:00:00Z', '2099-01-02T08:00:00Z'],
  [
    'half an hour off, every hour: the later one',
    { cron_expression: '0 9-17 * * *', timezone: 'Europe/Berlin' },
    '2099-01-02T11:30:00Z',
    '2099-01-02T12:00:00Z',
  ],
  ['of no zone', { cron_expression: '0 9 * * *' }, '2099-01-02T08:00:00Z', '2099-01-02T08:00:00Z'],
])('an occurrence %s', async (_what, fields, stored, moved) => {
  const job = await insertTestJob(store, stored, fields);
  await followZoneData(store.db, '1999b');
  expect(await nextRunOf(job.id)).toBe(moved);
  await followZoneData(store.db, '1999c');
  expect(await nextRunOf(job.id)).toBe(moved);
});

test('a day with a run gets no second run, whichever way the zone moved', async () => {
  // With the old data 09:00 in Berlin was 07:00Z, and today's run has ended.
  const job = await insertTestJob(store, '2099-01-01T07:00:00Z', nineInBerlin);
  await planDueJobs({ db: store.db, queue: store.queue, onError: () => {} }, at('2099-01-01T07:00:00Z'));
  const tomorrow = { next_run: '2099-01-02T07:00:00Z', next_due_at: '2099-01-02T07:00:00Z' };
  await store.db.updateTable('job_states').set(tomorrow).execute();

  await followZoneData(store.db, '1999b');
  expect(await nextRunOf(job.id)).toBe('2099-01-02T08:00:00Z');
});

test('unchanged data moves nothing', async () => {
  const job = await insertTestJob(store, '2099-01-02T07:00:00Z', nineInBerlin);
  await followZoneData(store.db, '1999a');
  expect(await nextRunOf(job.id)).toBe('2099-01-02T07:00:00Z');
});

function at(text: string): Temporal.Instant {
  return Temporal.Instant.from(text);
}
