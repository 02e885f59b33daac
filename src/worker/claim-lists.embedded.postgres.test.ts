// Tests that a claim returns each requested run in exactly one list.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type Claim, claimRuns } from '../store/claims.ts';
import { newId } from '../store/ids.ts';
import { databaseNow } from '../store/open.ts';
import { recordRuns } from '../store/recording.ts';
import { endSchedulerPause, saveSchedulerPause } from '../store/scheduler-pause.ts';
import { checkLists, insertQueuedRuns, lists, queueDueRuns } from '../testing/claiming.ts';
import { resultOf } from '../testing/result.ts';
import { insertTestJobs, useTestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';
import { decideRuns } from './decide-runs.ts';

const store = useTestStore();
const LATER = '2099-01-01T00:00:00Z';

/** Claims, and checks that each run is in one list. */
async function claim(runIds: string[], token = newId()): Promise<Claim> {
  const answer = await claimRuns(store.hot, runIds, token);
  checkLists(runIds, answer);
  return answer;
}

async function decide(runIds: string[], token = newId()): Promise<Claim> {
  const answer = await decideRuns(store.hot, runIds, token);
  checkLists(runIds, answer);
  return answer;
}

const RUNS_OF_EACH = 80;
const AT_ONCE = 100;

test('runs due in about 500 ms are claimed once each, and none is dropped', async () => {
  // Some jobs have many runs under `allow`, the others one each under `skip`.
  const busyJobs = await insertTestJobs(store, 40, LATER, { overlap: 'allow' });
  const jobs = await insertTestJobs(store, 400, LATER);
  const at = await databaseNow(store.db);
  const runIds = await insertQueuedRuns(store, [
    ...jobs.map((jobId) => ({ jobId, at })),
    ...busyJobs.flatMap((jobId) =>
      Array.from({ length: RUNS_OF_EACH }, (_, index) => ({ jobId, at: at.add({ milliseconds: index }) })),
    ),
  ]);
  // Due from 400 ms on, two per millisecond in random order: they cross the 500 ms limit during the claims.
  await sql`
    with clock as materialized (select clock_timestamp() as now)
    update live_runs r set due_at = now + (400 + place * 7919 % ${runIds.length} / 2) * interval '1 millisecond'
    from unnest(${runIds}::uuid[]) with ordinality x (id, place), clock where r.id = x.id`.execute(store.db);
  const due = await store.db.selectFrom('live_runs').select(['id', 'due_at']).execute();
  const byId = new Map(due.map((run) => [run.id, run.due_at]));
  expect(byId.size).toBe(3_600);

  const left = new Set(runIds);
  const lots = () => {
    const requested = [...left];
    return [0, 1, 2, 3].map((lot) => requested.slice(lot * AT_ONCE, (lot + 1) * AT_ONCE));
  };
  let earlyAnswers = 0;
  await waitFor('every run to be claimed', async () => {
    for (const answer of await Promise.all(lots().map((runIds) => claim(runIds)))) {
      expect(answer).toMatchObject({ undecided: [], gone: [] });
      earlyAnswers += answer.early.length;
      for (const run of answer.claimed) {
        expect(left.delete(run.id), 'claimed once').toBe(true);
        expect(run.due_at.epochMilliseconds - answer.databaseNowMs).toBeLessThanOrEqual(500);
      }
      for (const { id, claimInMs } of answer.early) {
        const waitMs = byId.get(id)!.epochMilliseconds - answer.databaseNowMs;
        expect(waitMs).toBeGreaterThan(499);
        expect(Math.abs(claimInMs - (waitMs - 400))).toBeLessThan(2);
      }
    }
    return left.size === 0;
  });
  expect(earlyAnswers).toBeGreaterThan(0);
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from live_runs where status = 'running'`.execute(store.db);
  expect(rows[0]?.count).toBe(byId.size);
});

test('of two runs of a job that are due at the same instant, `skip` starts one', async () => {
  const [jobId] = await insertTestJobs(store, 1, LATER);
  const now = await databaseNow(store.db);
  const runIds = await insertQueuedRuns(
    store,
    [1, 2, 3].map((milliseconds) => ({ jobId: jobId!, at: now.subtract({ milliseconds }) })),
  );
  // After a resume or an edit, overdue runs are due at once.
  await store.db.updateTable('live_runs').set({ due_at: now.toString() }).execute();
  const answer = await claim(runIds);
  expect(lists(answer)).toMatchObject({ claimed: [runIds[2]], undecided: expect.any(Array) as string[] });
  expect(answer.undecided).toHaveLength(2);
});

test('each run is in the list of its state', async () => {
  const { jobIds, runIds } = await queueDueRuns(store, 5);
  const [claimable, late, claimed, ended, deleted] = runIds as [string, string, string, string, string];
  const second = (
    await insertQueuedRuns(store, [{ jobId: jobIds[0]!, at: await databaseNow(store.db) }])
  )[0]!;
  const far = Temporal.Instant.from(LATER);
  const [early] = await insertQueuedRuns(store, [{ jobId: jobIds[1]!, at: far }]);
  const past = (await databaseNow(store.db)).subtract({ minutes: 2 }).toString();
  const none = JSON.stringify({ policy: 'none', window_seconds: 86_400 });
  await store.db.updateTable('jobs').set({ catch_up: none }).where('id', '=', jobIds[1]!).execute();
  await store.db.updateTable('live_runs').set({ due_at: past }).where('id', '=', late).execute();
  await claim([claimed]);
  const token = newId();
  const [sent] = (await claim([ended], token)).claimed;
  await recordRuns(store.hot, [resultOf(sent!, token)]);
  await store.db.deleteFrom('jobs').where('id', '=', jobIds[4]!).execute();
  await store.db.deleteFrom('job_states').where('job_id', '=', jobIds[4]!).execute();
  const unknown = newId();

  const requested = [claimable, second, late, early!, claimed, ended, deleted, unknown];
  const answer = await claim(requested);
  expect(lists(answer)).toEqual({
    claimed: [claimable],
    early: [early],
    busy: [],
    undecided: expect.arrayContaining([late, second]) as string[],
    gone: expect.arrayContaining([claimed, ended, deleted, unknown]) as string[],
  });
});

test('a decision and its repetition return each run in one list', async () => {
  const { jobIds, runIds } = await queueDueRuns(store, 3);
  const now = await databaseNow(store.db);
  // Each job gets a second run: due now, in 20 seconds, and three minutes ago.
  const more = await insertQueuedRuns(store, [
    { jobId: jobIds[0]!, at: now.add({ milliseconds: 1 }) },
    { jobId: jobIds[1]!, at: now.add({ seconds: 20 }) },
    { jobId: jobIds[2]!, at: now.subtract({ minutes: 3 }) },
  ]);
  const token = newId();
  const requested = [...runIds, ...more];
  const first = await waitFor('the second to be due', async () => {
    const answer = await decide(requested, token);
    return answer.early.length === 1 && answer;
  });
  expect(lists(first)).toEqual({
    // The run on time of a job starts, and the late one is skipped.
    claimed: expect.arrayContaining(runIds) as string[],
    early: [more[1]],
    busy: [],
    undecided: [],
    gone: expect.arrayContaining([more[0], more[2]]) as string[],
  });
  expect(first.claimed).toHaveLength(3);
  expect((await decide(requested, token)).claimed).toHaveLength(3);
  expect(await decide(requested)).toMatchObject({ claimed: [] });
});

test('during a scheduler pause every run is gone; after it runs are claimed', async () => {
  const { runIds } = await queueDueRuns(store, 3);
  await saveSchedulerPause(store.db, { since: '2027-01-01T00:00:00Z', actor: 'test', reason: null });
  expect(lists(await claim(runIds))).toMatchObject({ claimed: [], gone: expect.any(Array) as string[] });
  await endSchedulerPause(store.db);
  expect((await claim(runIds)).claimed).toHaveLength(3);
});
