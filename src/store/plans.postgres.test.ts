// Tests that hot statements find their rows by key, however large the tables are and whatever their statistics say.
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain, findBroadReads } from '../testing/plans.ts';
import { resultOf } from '../testing/result.ts';
import { captureStatements } from '../testing/statements.ts';
import { insertTestJobs, openTestStore, type TestStore } from '../testing/store.ts';
import { claimRuns, lockStatesOfRuns, releaseRuns, renewLeases } from './claims.ts';
import { createPartitions } from './history.ts';
import { newId } from './ids.ts';
import { completeJobs, finishCompletion } from './job-completion.ts';
import {
  clearFailures,
  failJobs,
  findJobsWithTooManyFailures,
  lockJobStates,
  lockJobsToResume,
  updateJobStates,
} from './job-states.ts';
import { deletePlannedRuns } from './live-runs.ts';
import { databaseNow } from './open.ts';
import { assignMessages, findEndedIds, lockDueJobs, lockUnsentRuns, savePlans } from './planning.ts';
import { findContendedRuns, findLateRuns, makeRunsWait, rejectRuns } from './policy-decisions.ts';
import { recordResults } from './results.ts';
import { cancelPreviousRuns, cancelUnfinishedRuns, endRuns, isOneOf } from './run-ends.ts';
import { closeFullJobs, countQueuedRuns } from './run-limits.ts';
import type { Database } from './schema.ts';
import { releaseWaitingRuns } from './waiting-runs.ts';

// PostgreSQL scans a table of a few hundred pages instead of looking up a hundred rows, because the cost is equal.
const JOBS = 50_000;
const UNFINISHED = 20_000;
const ENDED = 20_000;
const ids = (count: number) => Array.from({ length: count }, newId);
const inTransaction =
  (work: (trx: Parameters<typeof lockJobStates>[0]) => Promise<unknown>) => async (db: Kysely<Database>) =>
    await db.transaction().execute(work);
const now = Temporal.Instant.from('2026-11-28T12:00:00Z');

const results = ids(50).map((id, i) => {
  const status = (['succeeded', 'failed', 'retrying'] as const)[i % 3]!;
  return resultOf({ id, job_id: newId() }, newId(), {
    status,
    nextDueAt: status === 'retrying' ? now : null,
  });
});
const planned = ids(2_000).map((id) => ({
  id,
  jobId: newId(),
  jobName: 'job',
  scheduledFor: now,
  dueAt: now,
  isWaiting: false,
  messageId: newId(),
}));
const progress = planned.map(({ jobId }) => ({ jobId, nextRun: now, nextDueAt: now, plannedUntil: now }));

const missed = planned
  .slice(0, 50)
  .map(({ id, jobId, jobName }) => ({ id, jobId, jobName, from: now, until: now, count: 1 }));
const states = ids(50).map((jobId) => ({
  jobId,
  status: 'active' as const,
  status_reason: null,
  pause_reason: null,
  paused_until: null,
  next_run: null,
  next_due_at: null,
}));
const decided = (run: { id: string; jobId: string }) => ({ id: run.id, job_id: run.jobId });

type Statements = [string, (db: Kysely<Database>) => Promise<unknown>][];

const hot: Statements = [
  ['claim of one run', (db) => claimRuns(db, ids(1), newId())],
  ['claim of 200 runs', (db) => claimRuns(db, ids(200), newId())],
  ['claim after a decision', (db) => claimRuns(db, ids(50), newId(), ids(50))],
  ['record of one result', (db) => recordResults(db, results.slice(0, 1))],
  ['record of 50 results', (db) => recordResults(db, results)],
  [
    'record of 50 results with callbacks',
    (db) =>
      recordResults(
        db,
        results.map((result) => ({ ...result, hasCallback: true })),
      ),
  ],
  ['renewal of leases', (db) => renewLeases(db, ids(200), ids(200))],
  ['release of runs', (db) => releaseRuns(db, ids(50), ids(50))],
  ['decision about late runs', inTransaction((trx) => findLateRuns(trx, ids(50)))],
  ['decision about overlapping runs', inTransaction((trx) => findContendedRuns(trx, ids(50)))],
  ['lock of job states', inTransaction((trx) => lockJobStates(trx, ids(50)))],
  ['completion of jobs', inTransaction((trx) => completeJobs(trx, ids(50)))],
  ['release of waiting runs', inTransaction((trx) => releaseWaitingRuns(trx, ids(50)))],
  ['states of runs', inTransaction((trx) => lockStatesOfRuns(trx, ids(50)))],
  [
    'end of runs',
    inTransaction((trx) => endRuns(trx, isOneOf(ids(50)), { status: 'skipped', reason: null })),
  ],
  ['cancellation of runs', inTransaction((trx) => cancelUnfinishedRuns(trx, ids(50), 'ended'))],
  ['cancellation of earlier runs', inTransaction((trx) => cancelPreviousRuns(trx, ids(50)))],
  [
    'rejection of runs',
    inTransaction((trx) =>
      rejectRuns(trx, planned.slice(0, 50).map(decided), { status: 'skipped', reason: 'overlap' }),
    ),
  ],
  ['wait of runs', inTransaction((trx) => makeRunsWait(trx, planned.slice(0, 50).map(decided), 'overlap'))],
  ['failure of jobs', inTransaction((trx) => failJobs(trx, ids(50), 'failures'))],
  ['count of failures', inTransaction((trx) => findJobsWithTooManyFailures(trx, ids(50)))],
  ['end of completed jobs', inTransaction((trx) => finishCompletion(trx, ids(50)))],
];

const planning: Statements = [
  ['due jobs', inTransaction((trx) => lockDueJobs(trx, now, now.add({ seconds: 60 }), 2_000))],
  ['overdue jobs', inTransaction((trx) => lockDueJobs(trx, undefined, now, 2_000))],
  ['plans of 2 000 jobs', inTransaction((trx) => savePlans(trx, planned, [], progress))],
  ['missed runs', inTransaction((trx) => savePlans(trx, [], missed, []))],
  ['jobs to resume', inTransaction((trx) => lockJobsToResume(trx, now, 100))],
  ['states of jobs', inTransaction((trx) => updateJobStates(trx, states))],
  ['clearance of failures', inTransaction((trx) => clearFailures(trx, ids(50)))],
  ['deletion of planned runs', inTransaction((trx) => deletePlannedRuns(trx, ids(50)))],
  ['count of queued runs', (db) => countQueuedRuns(db, ids(50))],
  ['jobs without a free run', inTransaction((trx) => closeFullJobs(trx, ids(50)))],
  ['ended occurrences', inTransaction((trx) => findEndedIds(trx, ids(20)))],
  ['runs without a message', inTransaction((trx) => lockUnsentRuns(trx, now, 5_000))],
  [
    'assigned messages',
    inTransaction((trx) =>
      assignMessages(
        trx,
        planned.map(({ id }) => ({ id, messageId: newId() })),
      ),
    ),
  ],
];

async function expectByKey(pool: Kysely<Database>, work: Statements[number][1]): Promise<void> {
  const statements = (await captureStatements(work)).filter(({ sql: text }) =>
    /^\s*(?:with|select|insert|update|delete)/.test(text),
  );
  expect(statements.length).toBeGreaterThan(0);
  for (const statement of statements) {
    expect(findBroadReads(await explain(pool, statement)).join('\n'), statement.sql).toBe('');
  }
}

describe('with 39 partitions and 20 000 unfinished runs', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
    const today = await databaseNow(store.db);
    for (const days of [31, 23, 15, 7, 0])
      await createPartitions(store.db, today.subtract({ hours: 24 * days }));
    // No statistics, as in a recently filled database.
    for (const table of ['live_runs', 'job_states', 'jobs']) {
      await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(store.db);
    }
    await insertTestJobs(store, JOBS, '2026-11-28T12:00:00Z');
    await sql`
      insert into live_runs (id, job_id, job_name, trigger, status, scheduled_for, due_at, message_id)
      select gen_random_uuid(), job_id, 'job', 'schedule', 'queued', next_run, next_due_at,
             case when random() < 0.9 then gen_random_uuid() end
      from job_states limit ${UNFINISHED}`.execute(store.db);
    await sql`
      insert into runs (id, job_id, job_name, trigger, status, scheduled_for, due_at, finished_at)
      select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3)
              || 'a' || substr(md5(i::text), 4, 15))::uuid,
             gen_random_uuid(), 'job', 'schedule', 'succeeded', at, at, at
      from (select i, clock_timestamp() as at
            from generate_series(1, ${ENDED}) i) x`.execute(store.db);
  });
  afterAll(() => store.close());

  test('the tables have the intended sizes and no statistics', async () => {
    const { rows } = await sql<{ partitions: number; live: number; analyzed: number }>`
      select (select count(*) from pg_inherits where inhparent = 'runs'::regclass) as partitions,
             (select count(*) from live_runs) as live,
             (select count(*) from pg_statistic
              where starelid in ('live_runs'::regclass, 'job_states'::regclass, 'jobs'::regclass)) as analyzed`.execute(
      store.db,
    );
    expect(rows[0]).toEqual({ partitions: 40, live: UNFINISHED, analyzed: 0 });
  });

  test.each(hot)('hot pool: %s reads by key', async (_what, work) => {
    await expectByKey(store.hot, work);
  });

  test.each(planning)('planning pool: %s reads by key', async (_what, work) => {
    await expectByKey(store.planning, work);
  });

  test('the results of runs of one day touch one partition', async () => {
    const today = (await databaseNow(store.db)).toZonedDateTimeISO('UTC').toPlainDate();
    const { rows: runs } = await sql<{ id: string; job_id: string; token: string }>`
      update live_runs set status = 'running', lease_token = gen_random_uuid(), lease_expires_at = now() + interval '1 day',
        id = (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
              || substr(id::text, 16, 3) || 'a' || substr(replace(id::text, '-', ''), 18))::uuid
      where id in (select id from live_runs limit 50)
      returning id, job_id, lease_token as token`.execute(store.db);
    const touched = await store.hot.transaction().execute(async (trx) => {
      const recorded = await recordResults(
        trx,
        runs.map((run) => resultOf(run, run.token)),
      );
      expect(recorded.runs).toHaveLength(50);
      const { rows } = await sql<{ name: string }>`
        select distinct c.relname as name from pg_locks l join pg_class c on c.oid = l.relation
        where l.pid = pg_backend_pid() and c.relkind = 'r' and c.relispartition`.execute(trx);
      return rows.map((row) => row.name);
    });
    expect(touched).toEqual([`runs_${today.toString().replaceAll('-', '')}`]);
  });
});

// Plans made for empty tables are kept while the tables fill: PostgreSQL expects that a full scan is cheap.
describe.each([
  ['no jobs', 0],
  ['a few jobs', 3],
])('with %s and no runs, just vacuumed', (_what, jobs) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
    if (jobs > 0) await insertTestJobs(store, jobs, '2026-11-28T12:00:00Z');
    await sql`vacuum analyze live_runs, job_states, jobs`.execute(store.db);
  });
  afterAll(() => store.close());

  test('the statistics say so', async () => {
    const { rows } = await sql<{ name: string; rows: number }>`
      select relname as name, reltuples::integer as rows from pg_class
      where oid in ('live_runs'::regclass, 'job_states'::regclass, 'jobs'::regclass) order by 1`.execute(
      store.db,
    );
    expect(rows).toEqual([
      { name: 'job_states', rows: jobs },
      { name: 'jobs', rows: jobs },
      { name: 'live_runs', rows: 0 },
    ]);
  });

  test.each(hot)('hot pool: %s reads by key', async (_what, work) => {
    await expectByKey(store.hot, work);
  });

  test.each(planning)('planning pool: %s reads by key', async (_what, work) => {
    await expectByKey(store.planning, work);
  });
});
