// Measures a look at notification rules with a million jobs: each statement, and the look as a whole.
import { type Kysely, sql } from 'kysely';
import { detectAlerts } from '../../src/notify/detect.ts';
import { active } from '../../src/planner/job-states.ts';
import { parseSettings } from '../../src/settings.ts';
import { findPending, repeatAlerts, settleAlerts } from '../../src/store/alert-changes.ts';
import { findBreaches, findEndedAlerts } from '../../src/store/alert-conditions.ts';
import { newId } from '../../src/store/ids.ts';
import { insertJobs } from '../../src/store/jobs.ts';
import { type RuleRow, saveRule } from '../../src/store/notification-rules.ts';
import { databaseNow, openStore } from '../../src/store/open.ts';
import type { Database } from '../../src/store/schema.ts';
import { findSilentJobs } from '../../src/store/silent-jobs.ts';
import { testDefinition } from '../../src/testing/definition.ts';
import { startPostgres } from '../../src/testing/servers.ts';
import { withCleanup } from './cleanup.ts';
import { copyRows } from './clone.ts';
import { median } from './measure.ts';
import { seedMonth } from './month.ts';
import { type Context, format, type Report } from './report.ts';

const ROUNDS = 5;
/** A look takes at most 5 % of the time: with this duration, it still happens every two seconds. */
const LOOK_MS = 100;
const QUIET = { pausedUntil: null };
const LATE_RUNS = 20_000;
const NOTICES = 100_000;

export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withCleanup(async (stack) => {
    const postgres = await startPostgres(['fsync=off', 'shared_buffers=1GB', 'max_wal_size=8GB']);
    stack.defer(async () => await postgres.throwAway());
    report(`creating ${format(knobs.flatJobs)} jobs`);
    await seedMonth(postgres.url, knobs.historyRowsPerDay);
    const store = await openStore(parseSettings({ POSTGRES_URL: postgres.url }));
    stack.defer(async () => await store.close());
    await createJobs(store.migrating, knobs.flatJobs);
    const rules = await createRules(store.db);

    report('opening the alerts');
    const sweeps = new Map<string, string>();
    for (let looks = 0; looks === 0 || sweeps.size > 0; looks++)
      await detectAlerts(store.sweeping, { sweeps });
    await createNotices(store.db, rules.failing);
    await sql`analyze alerts, notices`.execute(store.db);

    const db = store.sweeping;
    const now = await databaseNow(db);
    const [slice] = await rows<{ job_id: string }>(
      db,
      sql`select job_id from job_states order by job_id offset
      ${sql.lit(knobs.flatJobs / 2)} limit 1`,
    );
    const statements: [name: string, run: () => Promise<unknown>][] = [
      ['failing, all jobs', () => findBreaches(db, rules.failing, QUIET)],
      ['failing, a tag', () => findBreaches(db, rules.tagged, QUIET)],
      ['stopped by failures', () => findBreaches(db, rules.stopped, QUIET)],
      [`late, ${format(LATE_RUNS)} live runs`, () => findBreaches(db, rules.late, QUIET)],
      ['silent, one slice', () => findSilentJobs(db, rules.silent, QUIET, now, slice!.job_id)],
      ['open alerts that end', () => findEndedAlerts(db)],
      ['settle, repeat', () => settleAlerts(db).then(() => repeatAlerts(db))],
      ['alerts to report', () => findPending(db, 5, now)],
      ['one look', () => detectAlerts(db, { sweeps: new Map([[rules.silent.id, slice!.job_id]]) })],
    ];
    const measured = [];
    for (const [name, run] of statements) measured.push({ name, ms: await time(run) });
    const [open] = await rows<{ count: number }>(
      db,
      sql`select count(*)::int as count from alerts where state = 'open'`,
    );
    return {
      title: `alerts: a look at five rules with ${format(knobs.flatJobs)} jobs`,
      notes: [`${format(open!.count)} open alerts, ${format(NOTICES)} notices of one rule.`],
      tables: [
        {
          title: `Statements (median of ${ROUNDS})`,
          head: ['', 'ms'],
          rows: measured.map(({ name, ms }) => [name, format(ms)]),
        },
      ],
      promises: [
        {
          about: 'one look',
          measured: measured.at(-1)!.ms,
          limit: LOOK_MS,
          bound: 'at most',
          unit: 'ms',
        },
      ],
      figures: measured,
    };
  });
}

async function rows<Row>(db: Kysely<Database>, query: ReturnType<typeof sql>): Promise<Row[]> {
  return (await query.execute(db)).rows as Row[];
}

async function time(run: () => Promise<unknown>): Promise<number> {
  await run();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

/** Of a thousand jobs, one is failing, one is stopped and two are silent; one has a run that is late. */
async function createJobs(db: Kysely<Database>, count: number): Promise<void> {
  const at = Temporal.Instant.from('2099-01-01T00:00:00Z');
  const id = newId();
  const state = { ...active({ at, dueAt: at }), planned_until: null };
  const definition = { ...testDefinition, tags: ['all'] };
  await insertJobs(db, [{ id, createdAt: await databaseNow(db), definition, state }]);
  // No look searches by text, and the index takes most of the time.
  await sql`drop index if exists jobs_search`.execute(db);
  const query = async <Row>(text: string, values: unknown[] = []) => {
    const [value, ...rest] = values;
    if (rest.length > 0) throw new Error('One value at most.');
    const parts = text.split('$1');
    return await rows<Row>(
      db,
      value === undefined
        ? sql.raw(text)
        : sql.join(
            parts.map((part) => sql.raw(part)),
            sql`${value}`,
          ),
    );
  };
  const numbers = `generate_series(1, ${count}) n`;
  const jobId = `('01980000000070008' || lpad(to_hex(n), 15, '0'))::uuid`;
  const past = `clock_timestamp() - interval '40 days'`;
  const planned = `case when n % 1000 <> 1 then '${at.toString()}'::timestamptz end`;
  await copyRows({ query }, 'jobs', 'id', id, numbers, {
    ...{ id: jobId, name: `'job ' || n`, created_at: past },
    tags: `case when n % 1000 = 0 then '["rare"]' else '["all"]' end::jsonb`,
  });
  await copyRows({ query }, 'job_states', 'job_id', id, numbers, {
    ...{ job_id: jobId, changed_at: past, next_run: planned, next_due_at: planned },
    status: `case when n % 1000 = 1 then 'failed' else 'active' end`,
    status_reason: `case when n % 1000 = 1 then 'too_many_failures' end`,
    consecutive_failures: `case when n % 1000 < 2 then 5 else 0 end`,
    last_run_id: 'gen_random_uuid()',
    last_run_status: `case when n % 1000 < 2 then 'failed' else 'succeeded' end`,
    last_run_scheduled_for: 'clock_timestamp()',
    last_run_finished_at: `clock_timestamp() - case when n % 500 = 3 then 30 else 1 end * interval '1 hour'`,
  });
  await sql`
    insert into live_runs (id, job_id, job_name, trigger, status, scheduled_for, due_at)
    select gen_random_uuid(), ${sql.raw(jobId)}, 'job', 'schedule', 'queued', clock_timestamp(),
      clock_timestamp() - case when n % 1000 = 4 then 600 else 0 end * interval '1 second'
    from generate_series(1, ${LATE_RUNS}::integer) n`.execute(db);
  await sql`vacuum (analyze) jobs, job_states, live_runs`.execute(db);
}

type Rules = Record<'failing' | 'tagged' | 'stopped' | 'late' | 'silent', RuleRow>;

async function createRules(db: Kysely<Database>): Promise<Rules> {
  const now = await databaseNow(db);
  const create = async (fields: Partial<RuleRow>): Promise<RuleRow> => {
    const rule: RuleRow = {
      ...{ id: newId(), name: 'rule', enabled: true, job_id: null, tag: null, event: 'failing' },
      ...{ failures: null, late_seconds: null, silent_hours: null, notify_recovery: true },
      ...{ repeat_after_seconds: 86_400, channel_ids: [], created_at: now, updated_at: now },
      ...fields,
    };
    await saveRule(db, rule);
    return rule;
  };
  return {
    failing: await create({ failures: 3 }),
    tagged: await create({ failures: 3, tag: 'rare' }),
    stopped: await create({ event: 'paused_by_failures' }),
    late: await create({ event: 'late', late_seconds: 60 }),
    silent: await create({ event: 'no_success', silent_hours: 24 }),
  };
}

/** As a month of a busy rule leaves them. */
async function createNotices(db: Kysely<Database>, { id }: RuleRow): Promise<void> {
  await sql`
    insert into notices (id, created_at, kind, channel_id, channel_name, channel_type, rule_id, alert_count, subject, text,
      why, data, status)
    select ('019700000000' || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid, clock_timestamp() - interval '2 days',
      'opened', gen_random_uuid(), 'channel', 'webhook', ${id}::uuid, 1, 'subject', 'text', 'why', '{}', 'sent'
    from generate_series(1, ${NOTICES}::integer) n`.execute(db);
  await sql`update alerts set notified_at = clock_timestamp(), pending = 'opened' where pending is not null`.execute(
    db,
  );
}
