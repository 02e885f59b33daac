// Tests planning after an outage, with a thousand minutely jobs.
import { type RawBuilder, sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Message } from '../queue/queue.ts';
import { lowestIdAt } from '../store/ids.ts';
import { findJob, type JobDefinition } from '../store/jobs.ts';
import { endRuns } from '../store/run-ends.ts';
import { listRuns } from '../store/run-lists.ts';
import { findRun } from '../store/runs.ts';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { type PlannerDeps, planDueJobs, planOverdueJobs } from './passes.ts';
import { rescueWaitingRuns } from './rescue.ts';

const store = useTestStore();

const at = (text: string) => Temporal.Instant.from(text);
const deps = () => ({ ...store, onError: (error: unknown) => expect.fail(String(error)) });

/** One pass in the order of the planner: on-time jobs, then overdue ones. */
async function pass(now: string, planner: PlannerDeps = deps()): Promise<number> {
  const onTime = await planDueJobs(planner, at(now));
  return onTime + (await planOverdueJobs(planner, at(now)));
}

/** Repeats passes until nothing is left to plan. */
async function planAll(now: string): Promise<void> {
  while ((await pass(now)) > 0);
}

/** Ends matching live runs without releasing others, like a process that crashes afterwards. */
async function cancelUnseen(condition: RawBuilder<boolean>): Promise<void> {
  await store.db
    .transaction()
    .execute((trx) => endRuns(trx, condition, { status: 'canceled', reason: null }));
}

/** The number of rows of all jobs, by status and occurrence. */
async function summary() {
  const { rows } = await sql<Record<string, unknown>>`
    select status, status_reason, count(*) as count, min(scheduled_for) as first, max(scheduled_for) as last,
           max(missed_until) as until, sum(missed_count) as missed, count(message_id) as sent
    from (
      select status, status_reason, scheduled_for, null::timestamptz as missed_until, null::integer as missed_count,
             message_id
      from live_runs
      union all
      select status, status_reason, scheduled_for, missed_until, missed_count, null from runs
    ) r
    group by status, status_reason order by status, status_reason`.execute(store.db);
  return rows.map((row) =>
    [
      `${Number(row['count'])} ${row['status'] as string} (${String(row['status_reason'])})`,
      `${time(row['first'])}–${time(row['until'] ?? row['last'])}`,
      row['missed'] === null ? `${Number(row['sent'])} sent` : `${Number(row['missed'])} occurrences`,
    ].join(', '),
  );
}

const idsOf = (message: Message) => Object.values(message.runs).flat();
const time = (value: unknown) => String(value).slice(11, 16);

// An hour's outage: the jobs should have run at 00:01 first; the service is back at 01:00:30.
const policies: [JobDefinition['catch_up'], string[]][] = [
  [
    { policy: 'one', window_seconds: 86_400 },
    ['1000 missed (late), 00:01–00:58, 58000 occurrences', '2000 queued (null), 00:59–01:00, 2000 sent'],
  ],
  [
    { policy: 'all', window_seconds: 86_400 },
    ['59000 queued (catch_up), 00:01–00:59, 1000 sent', '1000 queued (null), 01:00–01:00, 1000 sent'],
  ],
  [
    { policy: 'all', window_seconds: 600 },
    [
      '1000 missed (late), 00:01–00:50, 50000 occurrences',
      '9000 queued (catch_up), 00:51–00:59, 1000 sent',
      '1000 queued (null), 01:00–01:00, 1000 sent',
    ],
  ],
  [
    { policy: 'none', window_seconds: 86_400 },
    ['1000 missed (late), 00:01–00:59, 59000 occurrences', '1000 queued (null), 01:00–01:00, 1000 sent'],
  ],
  [
    { policy: 'one', window_seconds: 60 },
    ['1000 missed (late), 00:01–00:59, 59000 occurrences', '1000 queued (null), 01:00–01:00, 1000 sent'],
  ],
];

test.each(policies)("an hour's outage of a thousand minutely jobs under %o", async (catchUp, rows) => {
  await insertTestJobs(store, 1_000, '2099-01-01T00:01:00Z', { catch_up: catchUp });
  await planAll('2099-01-01T01:00:30Z');
  expect(await summary()).toEqual(rows);
});

test('under `all` the newest thousand occurrences wait, the older ones are one missed record', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:01:00Z', {
    catch_up: { policy: 'all', window_seconds: 2_592_000 },
  });
  await planAll('2099-01-02T00:00:30Z');
  expect(await summary()).toEqual([
    '1 missed (late), 00:01–07:19, 439 occurrences',
    '1000 queued (catch_up), 07:20–23:59, 1 sent',
    '1 queued (null), 00:00–00:00, 1 sent',
  ]);
  const oldest = await store.db
    .selectFrom('live_runs')
    .select('scheduled_for')
    .where('message_id', 'is not', null)
    .orderBy('id')
    .executeTakeFirstOrThrow();
  expect(String(oldest.scheduled_for)).toBe('2099-01-01T07:20:00Z');
  expect(String((await findJob(store.db, job.id))?.next_run)).toBe('2099-01-02T00:01:00Z');
});

test('on-time runs are planned before a backlog, and use another queue', async () => {
  await insertTestJobs(store, 100, '2099-01-01T00:01:00Z');
  const due = await insertTestJob(store, '2099-01-01T01:00:30Z', { cron_expression: '30 0 1 * * *' });
  const messages: Message[] = [];
  const queue = {
    ...store.queue,
    enqueue: async (sent: Message[]) => {
      messages.push(...sent);
    },
  };
  await pass('2099-01-01T01:00:30Z', { ...deps(), queue });
  const [first, ...others] = messages;
  expect((await findRun(store.db, idsOf(first!)[0]!))?.run.job_id).toBe(due.id);
  expect(first?.isLate).toBe(false);
  const late = others.filter((message) => message.isLate);
  expect(late.flatMap(idsOf)).toHaveLength(100);
});

test('rescue releases a waiting run that the end of the previous run did not release', async () => {
  await insertTestJob(store, '2099-01-01T00:01:00Z', { catch_up: { policy: 'all', window_seconds: 86_400 } });
  await planAll('2099-01-01T00:04:30Z');
  const sent = async () => {
    const runs = await store.db
      .selectFrom('live_runs')
      .select('scheduled_for')
      .where('status_reason', '=', 'catch_up')
      .where('status', '=', 'queued')
      .where('message_id', 'is not', null)
      .execute();
    return runs.map((run) => time(run.scheduled_for));
  };
  expect(await sent()).toEqual(['00:01']);
  await rescueWaitingRuns(deps());
  expect(await sent()).toEqual(['00:01']);

  await cancelUnseen(sql<boolean>`r.status_reason = 'catch_up' and r.message_id is not null`);
  await rescueWaitingRuns(deps());
  expect(await sent()).toEqual(['00:02']);
});

test('a job with max_runs queued runs is not planned until one of them is missed', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:01:00Z', { max_runs: 2 });
  await planAll('2099-01-01T00:02:30Z');
  await planAll('2099-01-01T00:30:00Z');
  expect(await summary()).toEqual(['2 queued (null), 00:01–00:02, 2 sent']);
  const columns = async () => {
    const found = await findJob(store.db, job.id);
    return [found?.status, String(found?.next_run), String(found?.next_due_at)];
  };
  expect(await columns()).toEqual(['active', '2099-01-01T00:03:00Z', 'null']);
  await rescueWaitingRuns(deps());
  expect(await columns()).toEqual(['active', '2099-01-01T00:03:00Z', 'null']);

  await cancelUnseen(sql<boolean>`r.id < ${lowestIdAt(at('2099-01-01T00:02:00Z'))}::uuid`);
  await rescueWaitingRuns(deps());
  expect(await columns()).toEqual(['active', '2099-01-01T00:03:00Z', '2099-01-01T00:03:00Z']);
  await planAll('2099-01-01T00:03:00Z');
  expect(await columns()).toEqual(['active', '2099-01-01T00:04:00Z', 'null']);
});

test('spread delays each occurrence equally, and the look-ahead counts from the due time', async () => {
  const job = await insertTestJob(store, '2099-01-01T01:00:00Z', {
    cron_expression: '0 * * * *',
    spread_seconds: 3_600,
  });
  const read = async () => (await findJob(store.db, job.id))!;
  await planAll('2099-01-01T01:00:00Z');
  const shareMs = (await read()).next_due_at!.since(at('2099-01-01T01:00:00Z')).total('milliseconds');
  expect(shareMs).toBeGreaterThanOrEqual(0);
  expect(shareMs).toBeLessThan(3_600_000);

  await planAll(String(at('2099-01-01T01:00:00Z').add({ milliseconds: shareMs })));
  const [run] = await listRuns(store.db, { jobId: job.id, limit: 2 });
  expect(String(run?.scheduled_for)).toBe('2099-01-01T01:00:00Z');
  expect(run?.due_at.since(run.scheduled_for).total('milliseconds')).toBe(shareMs);
  expect(String((await read()).next_run)).toBe('2099-01-01T02:00:00Z');
  expect((await read()).next_due_at!.since((await read()).next_run!).total('milliseconds')).toBe(shareMs);
});
