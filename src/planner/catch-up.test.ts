// After an outage: what the planner makes of a thousand minutely jobs, and the order in which it goes about it.
import { expect, test } from 'vitest';
import { lowestIdAt } from '../store/ids.ts';
import { findJob, type JobDefinition } from '../store/jobs.ts';
import { findRun, listRuns } from '../store/runs.ts';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { planDueJobs } from './passes.ts';
import { rescueHeldRuns } from './rescue.ts';

const store = useTestStore();

const at = (text: string) => Temporal.Instant.from(text);
const deps = () => ({ ...store, onError: (error: unknown) => expect.fail(String(error)) });

/** Passes until nothing is left, as one after the other would. */
async function planAll(now: string): Promise<void> {
  while ((await planDueJobs(deps(), at(now))) > 0);
}

/** The rows of all jobs together: how many there are of each kind, and of which occurrences. */
async function summary() {
  const { rows } = await store.db.executeQuery<Record<string, unknown>>(
    store.db
      .selectFrom('runs')
      .select((eb) => [
        'status',
        'status_reason',
        eb.fn.countAll<number>().as('count'),
        eb.fn.min('scheduled_for').as('first'),
        eb.fn.max('scheduled_for').as('last'),
        eb.fn.max('missed_until').as('until'),
        eb.fn.sum<number>('missed_count').as('missed'),
        eb.fn.count<number>('message_id').as('sent'),
      ])
      .groupBy(['status', 'status_reason'])
      .orderBy('status')
      .orderBy('status_reason')
      .compile(),
  );
  return rows.map((row) =>
    [
      `${Number(row['count'])} ${row['status'] as string} (${String(row['status_reason'])})`,
      `${time(row['first'])}–${time(row['until'] ?? row['last'])}`,
      row['missed'] === null ? `${Number(row['sent'])} sent` : `${Number(row['missed'])} occurrences`,
    ].join(', '),
  );
}

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

test('under `all` the newest thousand are held, the older are one missed stretch', async () => {
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
    .selectFrom('runs')
    .select('scheduled_for')
    .where('message_id', 'is not', null)
    .orderBy('id')
    .executeTakeFirstOrThrow();
  expect(String(oldest.scheduled_for)).toBe('2099-01-01T07:20:00Z');
  expect(String((await findJob(store.db, job.id))?.next_run)).toBe('2099-01-02T00:01:00Z');
});

test('what is due now is planned before a backlog, and waits in another line', async () => {
  await insertTestJobs(store, 100, '2099-01-01T00:01:00Z');
  const due = await insertTestJob(store, '2099-01-01T01:00:30Z', { cron_expression: '30 0 1 * * *' });
  const messages: { runIds: string[]; isLate: boolean }[] = [];
  const queue = {
    ...store.queue,
    enqueue: async (sent: typeof messages) => {
      messages.push(...sent);
    },
  };
  await planDueJobs({ ...deps(), queue }, at('2099-01-01T01:00:30Z'));
  const [first, ...others] = messages;
  expect((await findRun(store.db, first!.runIds[0]!))?.run.job_id).toBe(due.id);
  expect(first?.isLate).toBe(false);
  const late = others.filter((message) => message.isLate);
  expect(late.flatMap((message) => message.runIds)).toHaveLength(100);
});

test('a held run whose forerunner ended without anybody seeing to it is let go by rescue', async () => {
  await insertTestJob(store, '2099-01-01T00:01:00Z', { catch_up: { policy: 'all', window_seconds: 86_400 } });
  await planAll('2099-01-01T00:04:30Z');
  const sent = async () =>
    (await listRuns(store.db, { limit: 100 }))
      .filter((run) => run.status_reason === 'catch_up' && run.status === 'queued' && run.message_id !== null)
      .map((run) => time(run.scheduled_for));
  expect(await sent()).toEqual(['00:01']);
  await rescueHeldRuns(deps());
  expect(await sent()).toEqual(['00:01']);

  await store.db
    .updateTable('runs')
    .set({ status: 'canceled', finished_at: '2099-01-01T00:05:00Z' })
    .where('status_reason', '=', 'catch_up')
    .where('message_id', 'is not', null)
    .execute();
  await rescueHeldRuns(deps());
  expect(await sent()).toEqual(['00:02']);
});

test('a job that has its number of runs queued waits outside the pass, and comes back for a freed place', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:01:00Z', { max_runs: 2 });
  await planAll('2099-01-01T00:02:30Z');
  await planAll('2099-01-01T00:30:00Z');
  expect(await summary()).toEqual(['2 queued (null), 00:01–00:02, 2 sent']);
  const columns = async () => {
    const found = await findJob(store.db, job.id);
    return [found?.status, String(found?.next_run), String(found?.next_due_at)];
  };
  expect(await columns()).toEqual(['active', '2099-01-01T00:03:00Z', 'null']);
  await rescueHeldRuns(deps());
  expect(await columns()).toEqual(['active', '2099-01-01T00:03:00Z', 'null']);

  await store.db
    .updateTable('runs')
    .set({ status: 'canceled', finished_at: '2099-01-01T00:01:00Z' })
    .where('id', '<', lowestIdAt(at('2099-01-01T00:02:00Z')))
    .execute();
  await rescueHeldRuns(deps());
  expect(await columns()).toEqual(['active', '2099-01-01T00:03:00Z', '2099-01-01T00:03:00Z']);
  await planAll('2099-01-01T00:03:00Z');
  expect(await columns()).toEqual(['active', '2099-01-01T00:04:00Z', 'null']);
});

test('spread delays each occurrence by the same share, and is looked ahead from the due time', async () => {
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
