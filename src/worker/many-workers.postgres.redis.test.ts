// Tests several workers and planners on one database: every occurrence is run once.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { createHttpClient } from '../http/client.ts';
import { parseTargetPolicy } from '../http/targets.ts';
import { startPlanner } from '../planner/planner.ts';
import { completeFinishedJobs, rescueOverdueRuns, rescueWaitingRuns } from '../planner/rescue.ts';
import { isOutage } from '../store/errors.ts';
import type { Overlap } from '../store/job-columns.ts';
import type { JobDefinition } from '../store/jobs.ts';
import { databaseNow } from '../store/open.ts';
import { insertTestJobs, useTestStore } from '../testing/store.ts';
import { startTarget } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';
import { startWorker, type Worker } from './worker.ts';

const store = useTestStore();

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const PLANNERS = 3;
const JOBS_OF_EACH_POLICY = 25;
const OCCURRENCES = 6;
const POLICIES: Overlap[] = ['skip', 'allow', 'queue', 'cancel_previous'];

test('two workers, one of them stopping, and three planners lose and duplicate no occurrence', async () => {
  const target = await startTarget();
  const client = createHttpClient(parseTargetPolicy('127.0.0.1', { loopbackWhenUnset: false }));
  cleanUps.push(
    () => target.close(),
    () => client.close(),
  );
  // Longer than the interval, so that the overlap policy decides every run.
  target.answer = ({ path }, response) =>
    void setTimeout(() => response.end('ok'), path === '/slow' ? 1_300 : 0);

  // Every second for six seconds, starting when everything is ready.
  const first = (await databaseNow(store.db))
    .round({ smallestUnit: 'second', roundingMode: 'ceil' })
    .add({ seconds: 3 });
  const fields: Partial<JobDefinition> = {
    cron_expression: '* * * * * *',
    ends_at: first.add({ milliseconds: OCCURRENCES * 1_000 - 500 }),
  };
  const jobIds: string[] = [];
  for (const overlap of POLICIES) {
    for (const path of ['quick', 'slow']) {
      const definition = { ...fields, overlap, target: `${target.url}/${path}` };
      jobIds.push(...(await insertTestJobs(store, JOBS_OF_EACH_POLICY, String(first), definition)));
    }
  }

  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const start = (): Worker => {
    const worker = startWorker({
      ...{ db: store.hot, queue: store.queue, client, keyring: store.keyring },
      ...{ concurrency: 100, targetConcurrency: 80, shutdownGraceMs: 10_000 },
      onRecorded: () => {},
      onError,
    });
    cleanUps.push(() => worker.stop());
    return worker;
  };
  const stopping = start();
  start();
  start();
  const deps = { db: store.planning, queue: store.queue, onError };
  for (let count = 0; count < PLANNERS; count++) {
    const planner = startPlanner(deps, 30);
    cleanUps.push(() => planner.stop());
  }
  // Sweeps, which planners run every ten seconds, run continuously.
  const over = new AbortController();
  const sweeping = (async () => {
    while (!over.signal.aborted) {
      await completeFinishedJobs(deps);
      await rescueWaitingRuns(deps);
      await rescueOverdueRuns(deps);
      await nextTurn();
    }
  })();
  cleanUps.push(async () => {
    over.abort();
    await sweeping;
  });

  await waitFor('deliveries', () => target.deliveries.length > jobIds.length);
  await stopping.stop();
  await waitFor(
    () => `every job to end; ${target.deliveries.length} deliveries, ${errors.map(String).join('\n')}`,
    async () => {
      const { rows } = await sql<{ active: number; live: number }>`
        select (select count(*) from job_states where status = 'active')::integer as active,
               (select count(*) from live_runs)::integer as live`.execute(store.db);
      return rows[0]!.active + rows[0]!.live === 0;
    },
  );
  // On a busy machine a connection may take longer than its pool waits; what failed is repeated.
  expect(errors.filter((error) => !isOutage(error))).toEqual([]);

  const { rows } = await sql<{ job_id: string; occurrences: number; sent: number; distinct: number }>`
    select job_id, count(*)::integer as occurrences, count(distinct scheduled_for)::integer as distinct,
           count(*) filter (where attempt_count > 0)::integer as sent
    from runs group by job_id`.execute(store.db);
  expect(rows).toHaveLength(jobIds.length);
  for (const row of rows) expect(row).toMatchObject({ occurrences: OCCURRENCES, distinct: OCCURRENCES });
  const { rows: attempts } = await sql<{ id: string; count: number; status: string; run_count: number }>`
    select r.id, r.attempt_count as count, r.status, s.run_count
    from runs r join job_states s on s.job_id = r.job_id where r.attempt_count > 0`.execute(store.db);
  const sent = Map.groupBy(target.deliveries, (delivery) => String(delivery.headers['webhook-id']));
  // A run that is canceled between its claim and its request has an attempt and no delivery.
  const delivered = attempts.filter((run) => sent.has(run.id) || run.status !== 'canceled');
  expect(new Set(sent.keys())).toEqual(new Set(delivered.map((run) => run.id)));
  for (const run of delivered) expect(sent.get(run.id), `run ${run.id}`).toHaveLength(run.count);
  expect(attempts.every((run) => run.count === 1)).toBe(true);

  const { rows: jobs } = await sql<{ status_reason: string; run_count: number; sent: number }>`
    select s.status_reason, s.run_count,
           (select count(*) from runs r where r.job_id = s.job_id and r.attempt_count > 0)::integer as sent
    from job_states s`.execute(store.db);
  for (const job of jobs) expect(job).toMatchObject({ status_reason: 'ended', run_count: job.sent });
});
