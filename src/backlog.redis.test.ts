// Tests that a backlog after an outage is processed completely without delaying runs on time.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { parseSettings } from './settings.ts';
import { databaseNow, openStore } from './store/open.ts';
import { prepareBackend } from './testing/backend.ts';
import { startProcess } from './testing/process.ts';
import { insertTestJob, insertTestJobs } from './testing/store.ts';
import { startTarget } from './testing/target.ts';
import { waitFor } from './testing/wait.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const HELD_JOBS = 40;
const LATE_JOBS = 4_000;
const MISSING_JOBS = 100;

test('a backlog is processed without delaying runs on time', {
  timeout: 240_000,
}, async () => {
  const target = await startTarget();
  cleanUps.push(() => target.close());
  const prepared = await prepareBackend();
  cleanUps.push(() => prepared.cleanUp());
  const store = await openStore(parseSettings(prepared.environment));
  cleanUps.push(() => store.close());

  // The state after an outage of 50 minutes.
  const now = await databaseNow(store.db);
  const minute = Temporal.Instant.fromEpochMilliseconds(Math.floor(now.epochMilliseconds / 60_000) * 60_000);
  const ago = (minutes: number) => minute.subtract({ minutes }).toString();
  const job = { target: `${target.url}/late` };
  const all = { policy: 'all' as const, window_seconds: 86_400 };
  // The only occurrence of the year was 30 minutes ago: a backlog that is sent at once.
  await insertTestJobs(store, LATE_JOBS, ago(30), {
    ...job,
    schedule_type: 'recurring',
    cron_expression: null,
    interval: 'year',
    interval_value: 1,
    starts_at: minute.subtract({ minutes: 30 }),
  });
  await insertTestJobs(store, HELD_JOBS, ago(50), { ...job, catch_up: all, ends_at: minute });
  await insertTestJobs(store, MISSING_JOBS, ago(50), {
    ...job,
    catch_up: { ...all, policy: 'none' },
    ends_at: minute,
  });
  const fresh = await insertTestJob(
    store,
    now.round({ smallestUnit: 'second', roundingMode: 'ceil' }).toString(),
    {
      target: `${target.url}/fresh`,
      cron_expression: '* * * * * *',
    },
  );

  const service = await startProcess({ ...prepared.environment, PORT: '0' });
  cleanUps.push(() => service.end('SIGTERM'));

  const counts = async () => {
    const { rows } = await sql<{ status: string; count: number; missed: number }>`
        select status, count(*)::integer as count, sum(missed_count)::integer as missed
        from (
          select job_id, status, null as missed_count from live_runs
          union all
          select job_id, status, missed_count from runs
        ) r
        where job_id <> ${fresh.id} group by status`.execute(store.db);
    return Object.fromEntries(
      rows.map((row) => [row.status, row.status === 'missed' ? row.missed : row.count]),
    );
  };
  const caughtUp = LATE_JOBS + HELD_JOBS * 51;
  await waitFor('the deliveries', () => target.deliveries.length >= caughtUp, 200_000);
  await waitFor('the backlog to end', async () => {
    const { succeeded = 0, missed = 0 } = await counts();
    return succeeded + missed === caughtUp + MISSING_JOBS * 51;
  });
  const ended = await counts();
  // The last occurrence is on time, unless the next minute begins while the service starts.
  const missedPerJob = ended['missed']! / MISSING_JOBS;
  expect([50, 51]).toContain(missedPerJob);
  const expected = caughtUp + MISSING_JOBS * (51 - missedPerJob);
  expect(ended).toEqual({ succeeded: expected, missed: MISSING_JOBS * missedPerJob });
  const lateness = await store.db
    .selectFrom('runs')
    .select('lateness_ms')
    .where('job_id', '=', fresh.id)
    .where('status', '=', 'succeeded')
    .orderBy('lateness_ms')
    .execute();
  const at = (share: number) => lateness[Math.floor((lateness.length - 1) * share)]?.lateness_ms;
  console.log(
    `Of ${lateness.length} fresh runs beside a backlog of ${expected}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms late.`,
  );
  // A fast machine ends the backlog within a few seconds, and a fresh run is due in each.
  expect(lateness.length).toBeGreaterThan(0);
  // Compares the order of requests, not times, so that the load of the machine does not matter.
  const overtaken = await sql<{ count: number }>`
      select count(late.id)::int as count
      from runs fresh left join runs late
        on late.job_id <> fresh.job_id and late.started_at > fresh.due_at and late.started_at < fresh.started_at
      where fresh.job_id = ${fresh.id} and fresh.status = 'succeeded'
      group by fresh.id order by count desc`.execute(store.db);
  const most = overtaken.rows[0]!.count;
  console.log(`At most ${most} late runs started while a fresh one was due.`);
  expect(most).toBeLessThan(expected / 4);
  const deliveries = new Set(
    target.deliveries.filter(({ path }) => path === '/late').map(({ headers }) => headers['webhook-id']),
  );
  expect(deliveries.size).toBe(expected);
});
