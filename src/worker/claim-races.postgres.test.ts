// Tests concurrent claims, results and cancels: at most one run per job, each result stored once.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { claimRuns } from '../store/claims.ts';
import { newId } from '../store/ids.ts';
import { lockJobStates } from '../store/job-states.ts';
import { lockLiveRuns } from '../store/live-runs.ts';
import { databaseNow } from '../store/open.ts';
import { recordRuns } from '../store/recording.ts';
import { recordResults } from '../store/results.ts';
import { endRuns, isOneOf, requestCancel } from '../store/run-ends.ts';
import { findRunRows } from '../store/runs.ts';
import { backend } from '../testing/backend.ts';
import { claimAndDecide, insertQueuedRuns } from '../testing/claiming.ts';
import { resultOf } from '../testing/result.ts';
import { insertTestJobs, useTestStore } from '../testing/store.ts';

const store = useTestStore();
const LATER = '2099-01-01T00:00:00Z';
// The embedded database has one session, so that fewer interleavings exist.
const ROUNDS = backend === 'embedded' ? 10 : 40;
const JOBS = 25;

/** Jobs with `count` due runs each. */
async function queueRuns(
  jobCount: number,
  count: number,
  fields = {},
): Promise<{ jobIds: string[]; runIds: string[][] }> {
  const jobIds = await insertTestJobs(store, jobCount, LATER, fields);
  const at = (await databaseNow(store.db)).subtract({ milliseconds: count });
  const runIds = await insertQueuedRuns(
    store,
    jobIds.flatMap((jobId) =>
      Array.from({ length: count }, (_, index) => ({ jobId, at: at.add({ milliseconds: index }) })),
    ),
  );
  return { jobIds, runIds: jobIds.map((_, index) => runIds.slice(index * count, (index + 1) * count)) };
}

const cancelOf = async (runId: string, jobId: string) =>
  await store.db.transaction().execute(async (trx) => {
    await lockJobStates(trx, [jobId]);
    const [run] = await lockLiveRuns(trx, [runId]);
    if (run?.status === 'running') await requestCancel(trx, [runId]);
    else if (run) await endRuns(trx, isOneOf([runId]), { status: 'canceled', reason: 'user' });
    return run !== undefined;
  });

const shuffle = <T>(items: T[], seed: number): T[] =>
  items
    .map((item, index) => ({ item, key: ((index + 1) * 7919 * (seed + 1)) % 104_729 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

test('two workers that claim two runs of a job at once never start both under `skip`', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await store.empty();
    const { runIds } = await queueRuns(JOBS, 2);
    const firsts = shuffle(
      runIds.map(([first]) => first!),
      round,
    );
    const seconds = shuffle(
      runIds.map(([, second]) => second!),
      round + 7,
    );
    // Claims without policy decisions.
    const answers = await Promise.all([firsts, seconds].map((ids) => claimRuns(store.hot, ids, newId())));
    const claimed = answers.flatMap((answer) => answer.claimed);
    expect(new Set(claimed.map((run) => run.job_id)).size, 'one of each job at most').toBe(claimed.length);
    // Finally, one run of each job has started and the other is skipped.
    const asked = answers.map((answer) => [
      ...answer.busy,
      ...answer.undecided,
      ...answer.early.map(({ id }) => id),
    ]);
    let started = claimed.length;
    while (asked.some((ids) => ids.length > 0)) {
      const again = await Promise.all(asked.map((ids) => claimAndDecide(store, ids)));
      started += again.reduce((sum, answer) => sum + answer.claimed.length, 0);
      for (const [index, { busy, undecided, early }] of again.entries()) {
        asked[index] = [...busy, ...undecided, ...early.map(({ id }) => id)];
      }
    }
    expect(started).toBe(JOBS);
    const rows = await findRunRows(store.db, runIds.flat());
    expect(rows.filter((run) => run.status === 'running')).toHaveLength(JOBS);
    expect(rows.filter((run) => run.status === 'skipped')).toHaveLength(JOBS);
  }
});

test('a claim concurrent with the result of the previous run starts or skips its run and loses neither', async () => {
  for (let round = 0; round < ROUNDS / 2; round++) {
    await store.empty();
    const { runIds } = await queueRuns(JOBS, 2);
    const token = newId();
    const { claimed } = await claimRuns(
      store.hot,
      runIds.map(([first]) => first!),
      token,
    );
    expect(claimed).toHaveLength(JOBS);
    const [outcome, answer] = await Promise.all([
      recordRuns(
        store.hot,
        shuffle(claimed, round).map((run) => resultOf(run, token)),
      ),
      claimAndDecide(
        store,
        shuffle(
          runIds.map(([, second]) => second!),
          round + 3,
        ),
      ),
    ]);
    expect(outcome.recorded).toHaveLength(JOBS);
    const rows = await findRunRows(store.db, runIds.flat());
    const statusOf = new Map(rows.map((run) => [run.id, run.status]));
    for (const [first, second] of runIds) {
      expect(statusOf.get(first!)).toBe('succeeded');
      const isBusy = [...answer.busy, ...answer.undecided].includes(second!);
      expect(statusOf.get(second!)).toBeOneOf(isBusy ? ['queued'] : ['running', 'skipped']);
    }
    expect(rows).toHaveLength(2 * JOBS);
    const started = rows.filter((run) => run.status !== 'queued' && run.status !== 'skipped').length;
    const { rows: counted } = await sql<{ runs: number }>`
      select sum(run_count)::integer as runs from job_states`.execute(store.db);
    expect(counted[0]?.runs).toBe(started);
  }
});

test('a cancel concurrent with a result: the result is stored once in either order', async () => {
  const seen = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    await store.empty();
    const { jobIds, runIds } = await queueRuns(10, 1);
    const ids = runIds.flat();
    const token = newId();
    const { claimed } = await claimRuns(store.hot, ids, token);
    const status = round % 2 === 0 ? ('succeeded' as const) : ('retrying' as const);
    const nextDueAt = status === 'retrying' ? Temporal.Instant.from(LATER) : null;
    const results = claimed.map((run) => resultOf(run, token, { status, nextDueAt }));
    const [outcome] = await Promise.all([
      recordRuns(store.hot, results),
      ...ids.map((id, index) => cancelOf(id, jobIds[index]!)),
    ]);
    expect(outcome.recorded.map((run) => run.id).toSorted(), 'no result is lost').toEqual(ids.toSorted());
    // A repeated write after a lost response changes nothing.
    expect((await recordRuns(store.hot, results)).recorded).toEqual([]);
    const rows = await findRunRows(store.db, ids);
    expect(rows.map((run) => run.id).toSorted(), 'no run is doubled').toEqual(ids.toSorted());
    for (const run of rows) {
      seen.set(`${status} ${run.status}`, (seen.get(`${status} ${run.status}`) ?? 0) + 1);
      expect(run).toMatchObject({ attempt_count: 1, first_attempt: { number: 1 } });
      expect(run.status).toBe(status === 'succeeded' ? 'succeeded' : 'canceled');
    }
    const { rows: ended } = await sql<{ count: number }>`
      select count(*)::integer as count from runs`.execute(store.db);
    expect(ended[0]?.count).toBe(10);
  }
  expect([...seen.keys()].toSorted()).toEqual(['retrying canceled', 'succeeded succeeded']);
});

test('two processes that record the same results store them once', async () => {
  const { runIds } = await queueRuns(JOBS, 1);
  const token = newId();
  const { claimed } = await claimRuns(store.hot, runIds.flat(), token);
  const results = claimed.map((run) => resultOf(run, token));
  const written = await Promise.all(
    [0, 1, 2].map((seed) => recordResults(store.hot, shuffle(results, seed))),
  );
  expect(written.flatMap(({ runs }) => runs)).toHaveLength(JOBS);
  const { rows } = await sql<{ runs: number; attempts: number; succeeded: number; live: number }>`
    select (select count(*) from runs)::integer as runs, (select count(*) from attempts)::integer as attempts,
           (select count(*) from live_runs)::integer as live`.execute(store.db);
  expect(rows[0]).toEqual({ runs: JOBS, attempts: 0, live: 0 });
});
