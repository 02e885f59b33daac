// Tests of how many statements a worker sends to the database per run in the ordinary case.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { newClient } from '../http/test-client.ts';
import { newId } from '../store/ids.ts';
import { databaseNow } from '../store/open.ts';
import { countStatements } from '../testing/statements.ts';
import { insertTestJobs, useTestStore } from '../testing/store.ts';
import { startTarget } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';
import { startWorker } from './worker.ts';

const RUNS = 200;

const store = useTestStore();

test('a burst of 200 runs of 200 jobs to one host takes one claim, few records and no transaction', async () => {
  const target = await startTarget();
  // All responses arrive at once, after every request was sent.
  const answers: (() => void)[] = [];
  target.answer = (_delivery, response) => {
    answers.push(() => response.end('ok'));
    if (answers.length === RUNS) for (const answer of answers) answer();
  };
  const now = await databaseNow(store.db);
  await insertTestJobs(store, RUNS, String(now.add({ hours: 24 })), { target: `${target.url}/` });
  await sql`
    insert into live_runs (id, job_id, job_name, trigger, status, scheduled_for, due_at, message_id)
    select gen_random_uuid(), job_id, 'job', 'schedule', 'queued', ${now.toString()}::timestamptz,
           ${now.toString()}::timestamptz, gen_random_uuid()
    from job_states`.execute(store.db);
  const runs = await store.db.selectFrom('live_runs').select('id').execute();

  const { db, statements } = countStatements(store.hot);
  const errors: unknown[] = [];
  const worker = startWorker({
    db,
    queue: store.queue,
    client: newClient(),
    concurrency: RUNS,
    targetConcurrency: RUNS,
    keyring: store.keyring,
    shutdownGraceMs: 1_000,
    onRecorded: () => {},
    onError: (error) => errors.push(error),
  });
  const message = { id: newId(), runs: { '127.0.0.1': runs.map(({ id }) => id) } };
  await store.queue.enqueue([{ ...message, dueMs: now.epochMilliseconds, delayMs: 0, isLate: false }]);
  await waitFor('all results', async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from runs where status = 'succeeded'`.execute(store.db);
    return rows[0]!.count === RUNS;
  });
  await worker.stop();
  await target.close();

  expect(errors).toEqual([]);
  const claims = statements.filter((text) => text.includes('sorted as'));
  const records = statements.filter((text) => text.includes('insert into runs'));
  // Renewals depend on time, not on the number of runs.
  const renewals = statements.filter((text) => text.includes('renewed as'));
  expect(claims).toHaveLength(1);
  expect(records.length).toBeLessThanOrEqual(RUNS / 10);
  expect(statements).toHaveLength(claims.length + records.length + renewals.length);
  expect(target.deliveries).toHaveLength(RUNS);
});
