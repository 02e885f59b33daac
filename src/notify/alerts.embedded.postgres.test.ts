// Tests the looks at rules on a database: flapping, repetition, silence, lateness, missed runs, and two processes.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { listAlerts, listNotices, type NoticeRow } from '../store/alerts.ts';
import { saveChannel } from '../store/channels.ts';
import { newId } from '../store/ids.ts';
import { claimMessages, endAttempt } from '../store/message-deliveries.ts';
import { type RuleRow, saveRule } from '../store/notification-rules.ts';
import { databaseNow } from '../store/open.ts';
import { savePlans } from '../store/planning.ts';
import { saveSchedulerPause } from '../store/scheduler-pause.ts';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { detectAlerts } from './detect.ts';

const store = useTestStore();
const FUTURE = '2099-01-01T00:00:00Z';
const ALL = { afterId: undefined, limit: 100 };

async function createRule(fields: Partial<RuleRow> = {}): Promise<RuleRow> {
  const now = await databaseNow(store.db);
  await sql`truncate alerts, notices, notification_rules, missed_runs, channels`.execute(store.db);
  const channel = { id: newId(), name: 'hook', type: 'webhook', url: 'http://127.0.0.1:9/' } as const;
  const times = { created_at: now, updated_at: now };
  await saveChannel(store.db, { ...channel, recipients: [], signing_secret: null, ...times });
  const rule: RuleRow = {
    ...{ id: newId(), name: 'rule', enabled: true, job_id: null, tag: null },
    event: 'failing',
    ...{ failures: 1, late_seconds: null, silent_hours: null },
    ...{ notify_recovery: true, repeat_after_seconds: null, channel_ids: [channel.id], ...times },
    ...fields,
  };
  await saveRule(store.db, rule);
  return rule;
}

const look = async () => await detectAlerts(store.sweeping);
const kinds = async () =>
  (await listNotices(store.db, {}, ALL))
    .toReversed()
    .map(({ kind, alert_count }) => `${kind} ${alert_count}`);

async function setLastRun(jobId: string, status: 'failed' | 'succeeded'): Promise<void> {
  const failures = status === 'failed' ? 1 : 0;
  await sql`
    update job_states set consecutive_failures = ${failures}, last_run_id = ${newId()}, last_run_status = ${status},
      last_run_scheduled_for = clock_timestamp(), last_run_finished_at = clock_timestamp()
    where job_id = ${jobId}`.execute(store.db);
}

/** Moves everything about alerts into the past. */
async function letPass(seconds: number): Promise<void> {
  const past = sql`make_interval(secs => ${seconds})`;
  await sql`
    update alerts set changed_at = changed_at - ${past}, notified_at = notified_at - ${past}`.execute(
    store.db,
  );
  await sql`update notices set created_at = created_at - ${past}`.execute(store.db);
}

test('an alert that flaps sends one notice until it is steady, then its state', async () => {
  await createRule();
  const { id } = await insertTestJob(store, FUTURE);
  for (let i = 0; i < 4; i++) {
    await setLastRun(id, 'failed');
    await look();
    await setLastRun(id, 'succeeded');
    await look();
  }
  expect(await kinds()).toEqual(['opened 1', 'recovered 1', 'flapping 1']);
  await letPass(901);
  await look();
  await look();
  expect(await kinds()).toEqual(['opened 1', 'recovered 1', 'flapping 1', 'recovered 1']);
  expect(await listAlerts(store.db, {}, ALL)).toMatchObject([{ changes: 8, is_flapping: false }]);
  // After a steady time, a failure is a new alert.
  await letPass(901);
  await setLastRun(id, 'failed');
  await look();
  expect(await listAlerts(store.db, { state: 'open' }, ALL)).toMatchObject([{ changes: 1 }]);
});

test('an open alert repeats after its interval, but not while its job or the scheduler is paused', async () => {
  await createRule({ repeat_after_seconds: 3_600 });
  const { id } = await insertTestJob(store, FUTURE);
  await setLastRun(id, 'failed');
  await look();
  await letPass(3_500);
  await look();
  expect(await kinds()).toEqual(['opened 1']);
  await letPass(200);
  await sql`
    update job_states set status = 'inactive', status_reason = 'paused', next_run = null, next_due_at = null`.execute(
    store.db,
  );
  await look();
  expect(await kinds()).toEqual(['opened 1']);
  await sql`update job_states set status = 'active', status_reason = null`.execute(store.db);
  await saveSchedulerPause(store.db, { since: FUTURE, actor: 'ada', reason: null });
  await look();
  expect(await kinds()).toEqual(['opened 1']);
  await sql`delete from service_state`.execute(store.db);
  await look();
  await look();
  expect(await kinds()).toEqual(['opened 1', 'repeated 1']);
});

test('a thousand jobs that break together share a notice, and a rule writes few notices a minute', async () => {
  await createRule({ tag: 'billing' });
  const ids = await insertTestJobs(store, 40, FUTURE, { tags: ['billing'] });
  const other = await insertTestJob(store, FUTURE);
  await setLastRun(other.id, 'failed');
  for (const id of ids.slice(0, 30)) await setLastRun(id, 'failed');
  await look();
  const [notice] = await listNotices(store.db, {}, ALL);
  expect(notice).toMatchObject({ subject: 'Failing: 30 jobs', job_id: null, alert_count: 30 });
  expect(notice?.text.split('\n').at(-1)).toBe('and 10 more jobs.');
  for (const id of ids.slice(30)) {
    await setLastRun(id, 'failed');
    await look();
  }
  expect(await kinds()).toEqual(['opened 30', 'opened 1', 'opened 1', 'opened 1', 'opened 1']);
  await letPass(61);
  await look();
  expect((await kinds()).at(-1)).toBe('opened 6');
});

test('late, missed and silent jobs open alerts, which close when the jobs recover', async () => {
  const { id } = await insertTestJob(store, FUTURE);
  const due = '2026-01-01T00:00:00Z';
  await createRule({ event: 'late', failures: null, late_seconds: 60 });
  await sql`update job_states set next_run = ${due}, next_due_at = ${due}`.execute(store.db);
  await look();
  await sql`update job_states set next_run = ${FUTURE}, next_due_at = ${FUTURE}`.execute(store.db);
  await look();
  expect(await kinds()).toEqual(['opened 1', 'recovered 1']);

  await createRule({ event: 'missed', failures: null });
  const from = Temporal.Instant.from(due);
  const missed = { id: newId(), jobId: id, jobName: 'job', from, until: from, count: 3 };
  await store.db.transaction().execute((trx) => savePlans(trx, [], [missed], []));
  await look();
  expect((await listAlerts(store.db, {}, ALL))[0]).toMatchObject({
    message: 'missed 3 occurrences.',
    run_id: missed.id,
  });
  await setLastRun(id, 'succeeded');
  await look();
  await look();
  expect(await kinds()).toEqual(['opened 1', 'recovered 1']);

  await createRule({ event: 'no_success', failures: null, silent_hours: 24 });
  await look();
  expect(await kinds()).toEqual([]);
  await sql`update jobs set created_at = ${due}`.execute(store.db);
  await sql`update job_states set changed_at = ${due}, last_run_finished_at = ${due}`.execute(store.db);
  await look();
  await setLastRun(id, 'succeeded');
  await look();
  expect(await kinds()).toEqual(['opened 1', 'recovered 1']);
});

test('two processes that look and send at the same time write and claim each notice once', async () => {
  await createRule();
  const ids = await insertTestJobs(store, 3, FUTURE);
  for (const id of ids) await setLastRun(id, 'failed');
  await Promise.all([detectAlerts(store.sweeping), detectAlerts(store.db)]);
  expect(await kinds()).toEqual(['opened 1', 'opened 1', 'opened 1']);
  const claims = await Promise.all([
    claimMessages(store.db, 'notices', 2),
    claimMessages(store.sweeping, 'notices', 2),
  ]);
  const claimed: NoticeRow[] = claims.flat();
  expect(new Set(claimed.map((notice) => notice.id)).size).toBe(claimed.length);
  // The end of an attempt whose lease has passed to another process changes nothing.
  const [first] = claimed;
  await sql`update notices set next_attempt_at = clock_timestamp() - interval '1 s'`.execute(store.db);
  const again = (await claimMessages(store.db, 'notices', 10)).find(({ id }) => id === first!.id);
  await endAttempt(store.db, 'notices', first!, { error: 'late', retryInSeconds: null });
  await endAttempt(store.db, 'notices', again!, { error: null });
  const stored = (await listNotices(store.db, { status: 'sent' }, ALL)).map(({ id, attempts }) => [
    id,
    attempts,
  ]);
  expect(stored).toEqual([[first!.id, 2]]);
});
