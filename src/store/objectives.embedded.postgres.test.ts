// Tests what lateness objectives count: starts in time and late, missed occurrences, and nothing else.
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { insertQueuedRuns } from '../testing/claiming.ts';
import { resultOf } from '../testing/result.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { claimRuns } from './claims.ts';
import { newId } from './ids.ts';
import { foldObjectives, listObjectives, pruneObjectives, saveObjective } from './objectives.ts';
import { databaseNow } from './open.ts';
import { savePlans } from './planning.ts';
import { recordRuns } from './recording.ts';
import type { RunResult } from './results.ts';
import { endRuns, isOneOf } from './run-ends.ts';

const store = useTestStore();
const FAR = '2099-01-01T00:00:00Z';

beforeEach(async () => {
  await sql`truncate objectives, objective_parts, objective_counts, interruptions`.execute(store.db);
  const now = await databaseNow(store.db);
  const times = { counted_since: now.subtract({ hours: 2 }), created_at: now, updated_at: now };
  await saveObjective(store.db, { tag: 'pay', share: 0.9, within_seconds: 10, window_days: 30, ...times });
});

const createJob = async (tags: string[]) => (await insertTestJob(store, FAR, { tags, overlap: 'allow' })).id;

const used = new Set<number>();
/** The ID of a run is that of its occurrence, so no two may be equal. */
function unusedBefore(at: Temporal.Instant): Temporal.Instant {
  let ms = at.epochMilliseconds - 1;
  while (used.has(ms)) ms--;
  used.add(ms);
  return Temporal.Instant.fromEpochMilliseconds(ms);
}

/** Runs the scheduled runs of these jobs, each with the lateness in seconds. */
async function run(
  jobs: [jobId: string, seconds: number][],
  fields: Partial<RunResult> = {},
): Promise<string[]> {
  const at = await databaseNow(store.db);
  const due = jobs.map(([jobId]) => ({ jobId, at: unusedBefore(at) }));
  const ids = await insertQueuedRuns(store, due);
  const token = newId();
  const { claimed } = await claimRuns(store.hot, ids, token);
  expect(claimed).toHaveLength(ids.length);
  const latenessMs = new Map(ids.map((id, n) => [id, jobs[n]![1] * 1_000]));
  const results = claimed.map((each) => {
    const result = resultOf(each, token, { latenessMs: latenessMs.get(each.id)!, finishedAt: at, ...fields });
    return { ...result, attempt: { ...result.attempt, started_at: at.toString() } };
  });
  await recordRuns(store.hot, results);
  return ids;
}

const read = async () => (await listObjectives(store.db, 'pay'))[0]!;
const window = async () => (await read()).window;

test('a start in time is good and a late one bad, whatever the outcome', async () => {
  const [pay, both, other] = [
    await createJob(['pay']),
    await createJob(['x', 'pay']),
    await createJob(['x']),
  ];
  await run([
    [pay, 0],
    [pay, 10],
    [pay, 10.001],
    [both, 3],
    [other, 99],
  ]);
  expect(await window()).toEqual({ good: 3, bad: 1 });
  const next = { nextDueAt: Temporal.Instant.from(FAR), status: 'retrying' as const };
  const [retried] = await run([[pay, 1]], next);
  expect(await window(), 'a failed first attempt').toEqual({ good: 4, bad: 1 });
  const token = newId();
  await sql`update live_runs set due_at = clock_timestamp() where id = ${retried}::uuid`.execute(store.db);
  const { claimed } = await claimRuns(store.hot, [retried!], token);
  await recordRuns(
    store.hot,
    claimed.map((each) => resultOf(each, token, { latenessMs: null })),
  );
  expect(await window(), 'a later attempt').toEqual({ good: 4, bad: 1 });
});

test('a run counts when it was due, from the creation of the objective on', async () => {
  const pay = await createJob(['pay']);
  await run([
    [pay, 5_400],
    [pay, 7_300],
  ]);
  const { window: all, hour, six_hours: sixHours } = await read();
  expect([all.bad, hour.bad, sixHours.bad]).toEqual([1, 0, 1]);
});

test('missed occurrences are bad; manual, skipped and canceled runs, and those of a pause, do not count', async () => {
  const { db } = store;
  const pay = await createJob(['pay']);
  const now = await databaseNow(db);
  const stretch = (from: Temporal.Instant, count: number) => ({
    ...{ id: newId(), jobId: pay, jobName: 'job', from, until: from, count },
  });
  await db.transaction().execute((trx) => savePlans(trx, [], [stretch(now, 3)], []));
  expect(await window()).toEqual({ good: 0, bad: 3 });

  const ended = await insertQueuedRuns(
    store,
    [1, 2, 3].map((n) => ({ jobId: pay, at: now.add({ seconds: n }) })),
  );
  for (const [n, status] of (['missed', 'skipped', 'canceled'] as const).entries())
    await db.transaction().execute((trx) => endRuns(trx, isOneOf([ended[n]!]), { status, reason: 'late' }));
  expect(await window()).toEqual({ good: 0, bad: 4 });

  const paused = now.subtract({ hours: 1 });
  await sql`
    insert into interruptions (id, kind, started_at, ended_at)
    values (${newId()}, 'scheduler_paused', ${paused.toString()}, ${now.add({ hours: 1 }).toString()})`.execute(
    db,
  );
  await db.transaction().execute((trx) => savePlans(trx, [], [stretch(paused.add({ minutes: 1 }), 7)], []));
  await run([[pay, 60]]);
  expect(await window()).toEqual({ good: 0, bad: 4 });
});

test('parts and spans add up, by window', async () => {
  const { db } = store;
  await sql`
    insert into objective_parts (tag, starts_at, good, bad)
    select 'pay', date_trunc('minute', now()) - interval '30 minutes' - n * interval '1 hour', 1, 1 from generate_series(0, 1000) n`.execute(
    db,
  );
  await sql`insert into objective_parts values ('gone', now(), 1, 1)`.execute(db);
  const before = await read();
  await foldObjectives(db);
  await sql`insert into objective_parts values ('pay', date_trunc('minute', now()), 1, 0)`.execute(db);
  const { window: all, hour, six_hours: sixHours, day } = await read();
  expect(before.window).toEqual({ good: 1_001, bad: 1_001 });
  // The oldest span of three hours counts only if it is in the window as a whole.
  expect(all.good).toBeGreaterThanOrEqual(718);
  expect(all.good).toBeLessThanOrEqual(721);
  expect([hour.bad, sixHours.bad, day.bad]).toEqual([1, 6, 24]);
  expect(hour.good - hour.bad).toBe(1);
  await sql`update objective_counts set starts_at = starts_at - interval '100 days'`.execute(db);
  await pruneObjectives(db);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from objective_counts`.execute(
    db,
  );
  expect(rows[0]!.count).toBe(0);
});
