// Tests of roll-ups: each run that ends is counted once, and a scan of all runs agrees.
import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { resultOf } from '../testing/result.ts';
import { insertTestJob, openTestStore, type TestStore } from '../testing/store.ts';
import { type ClaimedRun, claimRuns, releaseRuns } from './claims.ts';
import { newId, scheduledRunId } from './ids.ts';
import { percentile } from './lateness-bins.ts';
import { insertStartedRuns } from './live-runs.ts';
import { databaseNow } from './open.ts';
import { type MissedStretch, savePlans } from './planning.ts';
import { rejectRuns } from './policy-decisions.ts';
import { recordRuns } from './recording.ts';
import { recordLostRuns } from './rescue.ts';
import type { RunResult } from './results.ts';
import { foldRollUps, pruneRollUps } from './roll-ups.ts';
import { cancelPreviousRuns, cancelUnfinishedRuns, endRuns, isOneOf } from './run-ends.ts';
import type { Database } from './schema.ts';
import { countUnfinishedRuns, listBucketCounts, listBucketLateness, type Stretch } from './stats.ts';

const FAR = '2099-01-01T00:00:00Z';
const STATUSES = ['succeeded', 'failed', 'canceled', 'skipped', 'missed'] as const;

let store: TestStore;
let jobId: string;
beforeAll(async () => {
  store = await openTestStore();
});
beforeEach(async () => {
  await store.empty();
  await sql`truncate roll_up_parts, roll_ups, roll_up_lateness`.execute(store.db);
  ({ id: jobId } = await insertTestJob(store, FAR, { overlap: 'allow' }));
});
afterAll(async () => {
  await store.close();
});

const inTransaction = async <T>(work: (trx: Transaction<Database>) => Promise<T>) =>
  await store.db.transaction().execute(work);

/** Inserts manual runs that are due now. */
async function queueRuns(count: number, job = jobId): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  await sql`
    insert into live_runs (id, job_id, job_name, trigger, status, scheduled_for, due_at)
    select id, ${job}::uuid, 'job', 'manual', 'queued', clock_timestamp(), clock_timestamp()
    from unnest(${ids}::uuid[]) x (id)`.execute(store.db);
  return ids;
}

/** Inserts scheduled runs that a policy can decide about. */
async function planRuns(count: number): Promise<{ id: string; job_id: string }[]> {
  const ids = await queueRuns(count);
  await sql`update live_runs set trigger = 'schedule' where id = any(${ids}::uuid[])`.execute(store.db);
  return ids.map((id) => ({ id, job_id: jobId }));
}

async function startRuns(count: number): Promise<{ token: string; claimed: ClaimedRun[] }> {
  const token = newId();
  return { token, claimed: await claimAll(await queueRuns(count), token) };
}

/** As a worker does: repeats the claim of runs whose job another transaction has locked. */
async function claimAll(ids: string[], token: string): Promise<ClaimedRun[]> {
  const claimed: ClaimedRun[] = [];
  for (let open = ids; open.length > 0; ) {
    const answer = await claimRuns(store.hot, open, token);
    claimed.push(...answer.claimed);
    open = answer.busy;
  }
  expect(claimed).toHaveLength(ids.length);
  return claimed;
}

/** A result with a random lateness. */
const anyResultOf = (run: ClaimedRun, leaseToken: string, fields: Partial<RunResult>) =>
  resultOf(run, leaseToken, {
    latenessMs: run.attempt_number === 1 ? Math.floor(Math.exp(Math.random() * 10)) : null,
    ...fields,
  });

async function stretch(bucketMinutes: number, span: Stretch['span'] = 1): Promise<Stretch> {
  const now = await databaseNow(store.db);
  const bucketMs = bucketMinutes * 60_000;
  const from = Math.floor((now.epochMilliseconds - 6 * 3_600_000) / bucketMs) * bucketMs;
  return { from: Temporal.Instant.fromEpochMilliseconds(from), span, bucketMinutes };
}

/** Counts by bucket from a scan of all runs. */
async function scan(bucketMinutes: number): Promise<Record<string, number[]>> {
  const { rows } = await sql<{
    starts_at: Temporal.Instant;
    status: (typeof STATUSES)[number];
    count: number;
  }>`
    select date_bin(${bucketMinutes} * interval '1 minute', finished_at, timestamptz 'epoch') as starts_at, status,
           sum(coalesce(missed_count, 1))::bigint as count
    from runs where finished_at is not null group by 1, 2`.execute(store.db);
  const buckets: Record<string, number[]> = {};
  for (const { starts_at, status, count } of rows)
    (buckets[String(starts_at)] ??= STATUSES.map(() => 0))[STATUSES.indexOf(status)] = count;
  return buckets;
}

async function readCounts(
  bucketMinutes: number,
  span: Stretch['span'] = 1,
): Promise<Record<string, number[]>> {
  const buckets = await listBucketCounts(store.db, await stretch(bucketMinutes, span));
  return Object.fromEntries(
    buckets
      .map((bucket) => [String(bucket.starts_at), STATUSES.map((status) => bucket[status])] as const)
      .filter(([, counts]) => counts.some((count) => count > 0)),
  );
}

async function expectSameAsScan(): Promise<void> {
  for (const [bucketMinutes, span] of [
    [1, 1],
    [5, 1],
    [30, 30],
    [180, 30],
    [180, 180],
    [720, 720],
  ] as const) {
    expect(await readCounts(bucketMinutes, span), `${bucketMinutes} minutes`).toEqual(
      await scan(bucketMinutes),
    );
  }
  const bins = new Map<number, number>();
  for (const bucket of await listBucketLateness(store.db, await stretch(720, 720))) {
    bucket.bins.forEach((bin, i) => bins.set(bin, (bins.get(bin) ?? 0) + bucket.counts[i]!));
  }
  const { rows } = await sql<{ lateness_ms: number }>`
    select lateness_ms from runs where lateness_ms is not null
    union all select lateness_ms from live_runs where lateness_ms is not null order by 1`.execute(store.db);
  expect([...bins.values()].reduce((sum, count) => sum + count, 0)).toBe(rows.length);
  for (const share of [0.5, 0.95, 0.99]) {
    const exact = rows[Math.ceil(share * rows.length) - 1]!.lateness_ms;
    const reckoned = percentile(bins, share)!;
    expect(Math.abs(reckoned - exact), `p${share * 100} ${reckoned} ${exact}`).toBeLessThanOrEqual(
      exact * 0.1 + 0.5,
    );
  }
}

/** Records results of all kinds over the last hours, some with the lease token of another worker. */
async function recordMixed(count: number): Promise<void> {
  const { token, claimed } = await startRuns(count);
  const now = await databaseNow(store.db);
  const results = claimed.map((run, i) => {
    const finishedAt = now.subtract({ milliseconds: Math.floor(Math.random() * 5 * 3_600_000) });
    const leaseToken = i % 7 === 0 ? newId() : token;
    const status = (['succeeded', 'succeeded', 'failed', 'canceled', 'retrying'] as const)[i % 5]!;
    return anyResultOf(run, leaseToken, {
      finishedAt,
      status,
      nextDueAt: status === 'retrying' ? now : null,
    });
  });
  for (let i = 0; i < results.length; i += 50) await recordRuns(store.hot, results.slice(i, i + 50));
}

test('runs ended by any statement are counted as a scan counts them, before and after folding', async () => {
  await recordMixed(200);

  // Retries of some runs.
  const retrying = await sql<{
    id: string;
  }>`select id from live_runs where status = 'retrying' limit 20`.execute(store.db);
  const token = newId();
  const ids = retrying.rows.map((run) => run.id);
  expect(ids).toHaveLength(20);
  const again = await claimAll(ids, token);
  const finishedAt = await databaseNow(store.db);
  await recordRuns(
    store.hot,
    again.map((run) => anyResultOf(run, token, { finishedAt })),
  );

  // Lost workers: some runs are retried, others have lost too many.
  const lost = await startRuns(10);
  const lostIds = lost.claimed.map((run) => run.id);
  await sql`
    update live_runs set lease_expires_at = clock_timestamp() - interval '1 second',
      lost_count = case when id = any(${lostIds.slice(5)}::uuid[]) then 4 else 0 end
    where id = any(${lostIds}::uuid[])`.execute(store.db);
  expect((await recordLostRuns(store.planning, 100)).recorded).toHaveLength(10);

  // Released without a request after the job was deleted.
  const unsent = await startRuns(4);
  const unsentIds = unsent.claimed.map((run) => run.id);
  await sql`update live_runs set final_attempt = true where id = any(${unsentIds.slice(2)}::uuid[])`.execute(
    store.db,
  );
  await releaseRuns(store.hot, unsentIds, [unsent.token]);

  // Ended by a policy, a user, a newer run, or a pause.
  const decided = await planRuns(9);
  await inTransaction((trx) => rejectRuns(trx, decided.slice(0, 3), { status: 'missed', reason: 'late' }));
  await inTransaction((trx) =>
    rejectRuns(trx, decided.slice(3, 6), { status: 'skipped', reason: 'overlap' }),
  );
  await inTransaction((trx) => rejectRuns(trx, decided.slice(6), { status: 'canceled', reason: 'overlap' }));
  const [waiting] = await queueRuns(1);
  await inTransaction((trx) => endRuns(trx, isOneOf([waiting!]), { status: 'canceled', reason: 'user' }));
  const { id: other } = await insertTestJob(store, FAR);
  const previous = await queueRuns(2, other);
  await sql`update live_runs set status_reason = 'overlap', waiting_for = 'overlap', decided_by = 'overlap' where id = ${previous[0]!}`.execute(
    store.db,
  );
  await inTransaction((trx) => cancelPreviousRuns(trx, [other]));
  await inTransaction((trx) => cancelUnfinishedRuns(trx, [other], 'paused'));

  // Missed runs; the second write finds existing rows.
  const at = Temporal.Instant.from('2026-01-01T00:00:00Z');
  const stretches = [1, 1_440].map((count, i): MissedStretch => {
    const from = at.add({ hours: i });
    const until = from.add({ minutes: count });
    return { id: scheduledRunId(jobId, from), jobId, jobName: 'job', from, until, count };
  });
  await inTransaction((trx) => savePlans(trx, [], stretches, []));
  await inTransaction((trx) => savePlans(trx, [], stretches, []));

  const scanned = Object.values(await scan(1_440 * 30)).reduce((a, b) => a.map((n, i) => n + b[i]!));
  expect(scanned).toEqual([expect.any(Number), expect.any(Number), expect.any(Number), 3, 1 + 1_440 + 3]);
  await expectSameAsScan();
  await foldRollUps(store.db);
  await expectSameAsScan();
  await recordMixed(50);
  await expectSameAsScan();
  await foldRollUps(store.db);
  await foldRollUps(store.db);
  await expectSameAsScan();
});

test('concurrent writers and folds lose nothing and count nothing twice', async () => {
  let isWriting = true;
  const folding = [1, 2].map(async () => {
    while (isWriting) await foldRollUps(store.db);
  });
  await Promise.all(Array.from({ length: 6 }, () => recordMixed(60)));
  isWriting = false;
  await Promise.all(folding);
  await foldRollUps(store.db);
  const { rows } = await sql`select from roll_up_parts`.execute(store.db);
  expect(rows).toHaveLength(0);
  await expectSameAsScan();
});

test('runs of a rolled back transaction are not counted', async () => {
  const [id] = await queueRuns(1);
  const undone = inTransaction(async (trx) => {
    await endRuns(trx, isOneOf([id!]), { status: 'canceled', reason: 'user' });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await readCounts(1)).toEqual({});
});

test('short spans are kept for two days, longer spans as long as history', async () => {
  const now = await databaseNow(store.db);
  const ages = [1, 47, 50, 24 * 8, 24 * 40];
  const rows = ages.map((hours) => ({ starts_at: now.subtract({ hours }).toString() }));
  await sql`
    insert into roll_up_parts
    select starts_at, 1, 0, 0, 0, 0, '{3}' from json_to_recordset(${JSON.stringify(rows)}) x (starts_at timestamptz)
    `.execute(store.db);
  await foldRollUps(store.db);
  await pruneRollUps(store.db, now, now.subtract({ hours: 24 * 30 }));
  for (const table of ['roll_ups', 'roll_up_lateness'] as const) {
    const left = await sql<{ span_minutes: number; count: number }>`
      select span_minutes, count(*) from ${sql.table(table)} group by 1 order by 1`.execute(store.db);
    expect(left.rows.map((row) => row.span_minutes)).toEqual([1, 5, 30, 180, 720]);
    expect(left.rows[0]!.count).toBe(2);
    expect(left.rows[2]!.count).toBe(4);
  }
});

test('unfinished runs are counted by status', async () => {
  await queueRuns(3);
  await startRuns(2);
  const [started] = await inTransaction((trx) =>
    insertStartedRuns(trx, [
      {
        id: newId(),
        jobId,
        jobName: 'job',
        trigger: 'manual',
        sourceRunId: null,
        scheduledFor: undefined,
        payloadOverride: undefined,
        startedBy: 'test',
        messageId: newId(),
      },
    ]),
  );
  await sql`update live_runs set status = 'retrying' where id = ${started!.id}`.execute(store.db);
  expect(await countUnfinishedRuns(store.db)).toEqual({ queued: 3, running: 2, retrying: 1 });
});
