// Tests that the transitions that happen in a database are exactly the declared ones.
import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { backfillJob } from '../api/backfill.ts';
import { deactivate, deleteJobs, pauseJobs, resumeJobs } from '../api/job-actions.ts';
import { cancelRuns, startRuns } from '../api/run-actions.ts';
import type { TransactionWrite } from '../api/transaction.ts';
import { inactive } from '../planner/job-states.ts';
import { planDueJobs, planOverdueJobs } from '../planner/passes.ts';
import { resumePausedJobs } from '../planner/pauses.ts';
import { rescueLostRuns } from '../planner/rescue.ts';
import { claimAndDecide, insertQueuedRuns } from '../testing/claiming.ts';
import { testDefinition } from '../testing/definition.ts';
import { findLiveRun } from '../testing/live-runs.ts';
import { resultOf } from '../testing/result.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { watchTransitions } from '../testing/transitions.ts';
import { releaseRuns } from './claims.ts';
import { dropHistory } from './history.ts';
import { newId } from './ids.ts';
import { insertAlone } from './job-inserts.ts';
import { jobTransitions } from './job-transitions.ts';
import { insertJobs, type JobDefinition, type JobRow, lockJobs } from './jobs.ts';
import { databaseNow } from './open.ts';
import { recordRuns } from './recording.ts';
import type { RunResult } from './results.ts';
import { runTransitions } from './run-transitions.ts';
import type { Database } from './schema.ts';

const store = useTestStore();
const FAR = '2099-01-01T00:00:00Z';
const onError = (error: unknown) => expect.fail(String(error));
const deps = () => ({ ...store, db: store.planning, onError });
const now = () => databaseNow(store.db);
const ago = async (seconds: number) => (await now()).subtract({ seconds });

/** A write of an API request. */
async function write<T>(work: (write: TransactionWrite) => Promise<T>): Promise<T> {
  const at = await now();
  return await store.db.transaction().execute((trx) =>
    work({
      db: trx,
      trx,
      now: at,
      actor: 'test',
      via: null,
      keyring: store.keyring,
      insertJobs: (insert) => insertAlone(trx, insert),
      batches: [],
      onError,
    }),
  );
}

/** An API request about one job. */
async function change(jobId: string, work: (write: TransactionWrite, job: JobRow) => Promise<unknown>) {
  await write(async (request) => {
    const [job] = await lockJobs(request.trx, [jobId]);
    await work(request, job!);
  });
}

/** A minutely job without occurrences that the test lives to see, and its runs, due `seconds` ago. */
async function queueRuns(fields: Partial<JobDefinition> = {}, seconds = [0]) {
  const { id: jobId } = await insertTestJob(store, FAR, fields);
  const at = await Promise.all(seconds.map(ago));
  const runIds = await insertQueuedRuns(
    store,
    at.map((instant) => ({ jobId, at: instant })),
  );
  return { jobId, runIds };
}

/** A job of a specific time `seconds` ago, planned by a pass. */
async function planOneTime(fields: Partial<JobDefinition> = {}, seconds = 0) {
  const at = await ago(seconds);
  const oneTime = { schedule_type: 'specific_time', cron_expression: null, specific_time: at } as const;
  const { id: jobId } = await insertTestJob(store, String(at), { ...oneTime, ...fields });
  await planDueJobs(deps(), await now());
  await planOverdueJobs(deps(), await now());
  const run = await store.db
    .selectFrom('live_runs')
    .select('id')
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return { jobId, runId: run?.id ?? '' };
}

async function claim(runId: string): Promise<string> {
  const token = newId();
  const { claimed } = await claimAndDecide(store, [runId], token);
  expect(claimed.map((run) => run.id)).toEqual([runId]);
  return token;
}

async function record(runId: string, token: string, fields: Partial<RunResult> = {}): Promise<void> {
  const run = (await findLiveRun(store.db, runId))!;
  const result = resultOf(
    { id: runId, job_id: run.job_id, attempt_number: run.attempt_count },
    token,
    fields,
  );
  const { recorded } = await recordRuns(store.hot, [result]);
  expect(recorded).toHaveLength(1);
}

async function execute(runId: string, fields: Partial<RunResult> = {}): Promise<void> {
  await record(runId, await claim(runId), fields);
}

async function setState(jobId: string, columns: { next_run?: null; next_due_at?: null; run_count?: number }) {
  await store.db.updateTable('job_states').set(columns).where('job_id', '=', jobId).execute();
}

const cancel = (ids: string[]) => write((request) => cancelRuns(request, ids));

const scenarios: Record<string, () => Promise<void>> = {
  'a success completes a job of a specific time, which is deleted': async () => {
    const { jobId, runId } = await planOneTime();
    await execute(runId);
    await change(jobId, (request, job) => deleteJobs(request, [job]));
  },
  'a retry is claimed, given back and canceled': async () => {
    const { runIds } = await queueRuns();
    await execute(runIds[0]!, { status: 'retrying', nextDueAt: await now() });
    await releaseRuns(store.hot, runIds, [await claim(runIds[0]!)]);
    await cancel(runIds);
  },
  'a first attempt is given back, and the run is canceled': async () => {
    const { runIds } = await queueRuns();
    await releaseRuns(store.hot, runIds, [await claim(runIds[0]!)]);
    await cancel(runIds);
  },
  'a failure fails a job of a specific time, which is then set to inactive': async () => {
    const { jobId, runId } = await planOneTime();
    await execute(runId, { status: 'failed' });
    await change(jobId, (request) => deactivate(request, [jobId], 'paused'));
  },
  'a manual run is canceled during its attempt': async () => {
    const { id } = await insertTestJob(store, FAR);
    let runId = '';
    await change(id, async (request, job) => {
      runId = (await startRuns(request, [job]))[0]!.id;
    });
    const token = await claim(runId);
    await cancel([runId]);
    await record(runId, token, { status: 'canceled' });
  },
  'a worker is lost': async () => {
    const { runIds } = await queueRuns();
    await claim(runIds[0]!);
    await store.db.updateTable('live_runs').set({ lease_expires_at: '2020-01-01T00:00:00Z' }).execute();
    await rescueLostRuns(deps());
  },
  'the overlap policy skips': async () => {
    const { runIds } = await queueRuns({ overlap: 'skip' }, [2, 1]);
    await claim(runIds[0]!);
    await claimAndDecide(store, [runIds[1]!]);
  },
  'the overlap policy queues a run, which is released, and one that is canceled': async () => {
    for (const isReleased of [true, false]) {
      const { runIds } = await queueRuns({ overlap: 'queue' }, [2, 1]);
      const token = await claim(runIds[0]!);
      await claimAndDecide(store, [runIds[1]!]);
      if (isReleased) await record(runIds[0]!, token, { isAwaited: true });
      else await cancel([runIds[1]!]);
    }
  },
  'the overlap policy cancels the previous run': async () => {
    const { runIds } = await queueRuns({ overlap: 'cancel_previous' }, [2, 1]);
    await execute(runIds[0]!, { status: 'retrying', nextDueAt: await now() });
    await claimAndDecide(store, [runIds[1]!]);
  },
  'the catch-up policy rejects a run at its claim': async () => {
    const { runIds } = await queueRuns({ catch_up: { policy: 'none', window_seconds: 86_400 } }, [600]);
    await claimAndDecide(store, runIds);
  },
  'the catch-up policy rejects the only run of a job, which is deleted': async () => {
    const { jobId } = await planOneTime({ catch_up: { policy: 'none', window_seconds: 86_400 } }, 600);
    await change(jobId, (request, job) => deleteJobs(request, [job]));
  },
  'late runs are caught up': async () => {
    await insertTestJob(store, String(await ago(600)), {
      catch_up: { policy: 'all', window_seconds: 86_400 },
    });
    await planOverdueJobs(deps(), await now());
  },
  'occurrences of the past are backfilled': async () => {
    const { id } = await insertTestJob(store, FAR);
    const [from, to] = [String(await ago(300)), String(await ago(60))];
    await change(id, (request, job) => backfillJob(request, job, { from, to, dry_run: false }));
  },
  'a pause discards planned runs, and a resume plans again': async () => {
    const { jobId } = await queueRuns({}, [-3_600]);
    await change(jobId, (request, job) => pauseJobs(request, [job], {}));
    await change(jobId, (request, job) => resumeJobs(request, [job]));
    await change(jobId, (request, job) => deleteJobs(request, [job]));
  },
  'too many failures fail a job, which is resumed': async () => {
    const { jobId, runIds } = await queueRuns({ pause_after_failures: 1 });
    await execute(runIds[0]!, { status: 'failed', pauseAfterFailures: 1 });
    await change(jobId, (request, job) => resumeJobs(request, [job]));
  },
  'an invalid schedule fails a job': async () => {
    await insertTestJob(store, String(await now()), { cron_expression: 'nonsense' });
    await planDueJobs({ ...deps(), onError: () => {} }, await now());
  },
  'a job has reached max_runs': async () => {
    const { runIds } = await queueRuns({ max_runs: 1 });
    await execute(runIds[0]!);
  },
  'a schedule has ended': async () => {
    const { jobId, runIds } = await queueRuns();
    await setState(jobId, { next_run: null, next_due_at: null });
    await execute(runIds[0]!);
  },
  'pauses end, with and without an occurrence': async () => {
    const until = (await now()).add({ hours: 1 });
    const jobs = [{}, { ends_at: await now() }, { max_runs: 1 }, { cron_expression: 'nonsense' }];
    for (const fields of jobs) {
      const { id } = await insertTestJob(store, FAR, fields);
      await setState(id, { run_count: 1 });
      await change(id, (request, job) => pauseJobs(request, [job], { until }));
    }
    await resumePausedJobs(store.planning, until);
  },
  'a finished job is deleted': async () => {
    const { runId } = await planOneTime({ delete_when_finished: true });
    await execute(runId);
  },
  'a job is created paused': async () => {
    const state = { ...inactive('paused'), planned_until: null };
    await insertJobs(store.db, [{ id: newId(), createdAt: await now(), definition: testDefinition, state }]);
  },
  'history is pruned': async () => {
    await dropHistory(store.db, (await now()).add({ hours: 48 }));
  },
};

test('every observed transition is declared, and every declared transition is observed', async () => {
  const db: Kysely<Database> = store.db;
  const readTransitions = await watchTransitions(db);
  for (const [name, run] of Object.entries(scenarios)) {
    await run().catch((error: unknown) => {
      throw new Error(`Scenario: ${name}`, { cause: error });
    });
  }
  const { runs, jobs } = await readTransitions();
  const declaredRuns = Object.values(runTransitions).flatMap(({ from, to }) =>
    (from ?? ['[*]']).map((state) => `${state} --> ${to ?? '[*]'}`),
  );
  expect(runs).toEqual([...new Set(declaredRuns)].toSorted());
  const declaredJobs = Object.values(jobTransitions).flatMap(({ from, to, reasons }) =>
    (from ?? ['[*]']).flatMap((state) =>
      (reasons.length > 0 ? reasons : [undefined]).map((reason) =>
        [`${state} --> ${to ?? '[*]'}`, ...(reason === undefined ? [] : [reason])].join(': '),
      ),
    ),
  );
  expect(jobs).toEqual([...new Set(declaredJobs)].toSorted());
  await sql`drop table observed cascade`.execute(db);
});
