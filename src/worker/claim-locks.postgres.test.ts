// Tests claims of runs whose rows another transaction locks or updates.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type Claim, claimRuns, renewLeases } from '../store/claims.ts';
import { newId } from '../store/ids.ts';
import { endRuns, isOneOf } from '../store/run-ends.ts';
import { checkLists, lists, queueDueRuns, whileLocked } from '../testing/claiming.ts';
import { useTestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';

const store = useTestStore();
const EMPTY = { claimed: [], early: [], busy: [], undecided: [], gone: [] };

/** Claims, and checks that each run is in one list. */
async function claim(runIds: string[], token = newId()): Promise<Claim> {
  const answer = await claimRuns(store.hot, runIds, token);
  checkLists(runIds, answer);
  return answer;
}

const AT_ONCE = 100;

test('runs locked by another transaction are busy, and claimed after its commit', async () => {
  const { jobIds, runIds } = await queueDueRuns(store, 6);
  const heldRuns = runIds.slice(0, 2);
  const heldJobs = jobIds.slice(2, 4);
  const lock = sql`
      with runs_held as (select from live_runs where id = any(${heldRuns}::uuid[]) for update)
      select (select count(*) from runs_held), s.* from job_states s
      where job_id = any(${heldJobs}::uuid[]) for no key update`;
  const first = await whileLocked(store, lock, async () => {
    const answer = await claim(runIds);
    // Claimed again while locked, the runs are still busy.
    expect(await claim(answer.busy)).toMatchObject({
      claimed: [],
      busy: expect.any(Array) as string[],
      gone: [],
    });
    return answer;
  });
  expect(first.busy.toSorted()).toEqual(runIds.slice(0, 4).toSorted());
  expect(first.claimed.map((run) => run.id).toSorted()).toEqual(runIds.slice(4).toSorted());
  const second = await claim(first.busy);
  expect(second.claimed.map((run) => run.id).toSorted()).toEqual(first.busy.toSorted());
});

test('an edit that locks the definition of a job does not block a claim', async () => {
  const { jobIds, runIds } = await queueDueRuns(store, 2);
  const lock = sql`select from jobs where id = any(${jobIds}::uuid[]) for update`;
  const answer = await whileLocked(store, lock, () => claim(runIds));
  expect(answer.claimed).toHaveLength(2);
});

test('a run that ends while it is locked is busy once, then gone', async () => {
  const { jobIds, runIds } = await queueDueRuns(store, 1);
  await store.db.transaction().execute(async (trx) => {
    await sql`select from job_states where job_id = any(${jobIds}::uuid[]) for no key update`.execute(trx);
    await endRuns(trx, isOneOf([runIds[0]!]), { status: 'canceled', reason: 'user' });
    expect(lists(await claim(runIds))).toEqual({ ...EMPTY, busy: runIds });
  });
  expect(lists(await claim(runIds))).toEqual({ ...EMPTY, gone: runIds });
});

test('thousands of runs are claimed once each while other transactions lock them', async () => {
  const { jobIds, runIds } = await queueDueRuns(store, 2_000);
  const left = new Set(runIds);
  let busyAnswers = 0;
  let isOver = false;
  /** Repeatedly locks some rows like a plan, a lease renewal and an edit. */
  const disturb = async (from: number) => {
    for (let place = from; !isOver; place = (place + 37) % jobIds.length) {
      const slice = <T>(ids: T[]) => ids.slice(place, place + 60);
      await store.db.transaction().execute(async (trx) => {
        await sql`select from job_states where job_id = any(${slice(jobIds)}::uuid[]) order by job_id
                    for no key update`.execute(trx);
        await sql`select from live_runs where id = any(${slice(runIds)}::uuid[]) for update skip locked`.execute(
          trx,
        );
      });
    }
  };
  const disturbing = [0, 700, 1_400].map(disturb);
  await waitFor(
    () => `the last ${left.size} runs`,
    async () => {
      const asked = [...left].slice(0, 4 * AT_ONCE);
      const lots = [0, 1, 2, 3].map((lot) => asked.filter((_, index) => index % 4 === lot));
      for (const answer of await Promise.all(lots.map((lot) => claim(lot)))) {
        busyAnswers += answer.busy.length;
        expect([answer.early, answer.undecided, answer.gone]).toEqual([[], [], []]);
        for (const run of answer.claimed) expect(left.delete(run.id), 'claimed once').toBe(true);
      }
      return left.size === 0;
    },
  ).finally(() => {
    isOver = true;
  });
  await Promise.all(disturbing);
  expect(busyAnswers).toBeGreaterThan(0);
});

test('a run that another transaction updates just before its claim is leased if it is claimed', async () => {
  const { runIds } = await queueDueRuns(store, 500);
  const left = new Set(runIds);
  let isOver = false;
  /** Assigns new messages to runs, like the planner and rescue. */
  const update = async () => {
    for (let place = 0; !isOver; place = (place + 10) % runIds.length) {
      await sql`
          update live_runs set message_id = gen_random_uuid()
          where id in (select id from live_runs where id = any(${runIds.slice(place, place + 10)}::uuid[])
                       and status = 'queued' for update skip locked)`.execute(store.db);
    }
  };
  const updating = update();
  const claimOnce = async (asked: string[]) => {
    const token = newId();
    const { claimed } = await claim(asked, token);
    for (const run of claimed) expect(left.delete(run.id), 'claimed once').toBe(true);
    const leased = await store.db
      .selectFrom('live_runs')
      .select('id')
      .where('lease_token', '=', token)
      .execute();
    expect(leased.map((run) => run.id).toSorted()).toEqual(claimed.map((run) => run.id).toSorted());
  };
  // One large claim takes long enough for updates between its snapshot and its locks.
  await waitFor(
    () => `the last ${left.size} runs`,
    async () => {
      await claimOnce([...left]);
      return left.size === 0;
    },
  ).finally(() => {
    isOver = true;
  });
  await updating;
});

test('a renewal does not wait for a locked run, and does not report it as lost', async () => {
  const { jobIds, runIds } = await queueDueRuns(store, 3);
  const token = newId();
  await claimRuns(store.hot, runIds, token);
  const past = '2020-01-01T00:00:00Z';
  await store.db.updateTable('live_runs').set({ lease_expires_at: past }).execute();
  const lock = sql`
    with states as (select from job_states where job_id = any(${jobIds}::uuid[]) for no key update)
    select (select count(*) from states), r.id from live_runs r where id = ${runIds[0]}::uuid for update`;
  // The lock is held until the renewal returns, so a renewal that waits for it would never return.
  const renewed = await whileLocked(store, lock, () => renewLeases(store.hot, runIds, [token]));
  expect(renewed.map((run) => run.id).toSorted()).toEqual(runIds.toSorted());
  const rows = await store.db.selectFrom('live_runs').select(['id', 'lease_expires_at']).execute();
  const isRenewed = (id: string) =>
    Temporal.Instant.compare(
      rows.find((row) => row.id === id)!.lease_expires_at!,
      Temporal.Instant.from(past),
    ) > 0;
  expect(runIds.map(isRenewed)).toEqual([false, true, true]);
  expect(await renewLeases(store.hot, runIds, [newId()])).toEqual([]);
});
