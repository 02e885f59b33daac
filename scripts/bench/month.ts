// Fills a database as a month of service leaves it: a partition of history per day, with rows.
import { type Kysely, sql } from 'kysely';
import { parseSettings } from '../../src/settings.ts';
import { createPartitions } from '../../src/store/history.ts';
import { lowestIdAt } from '../../src/store/ids.ts';
import { migrate } from '../../src/store/migrate.ts';
import { databaseNow, openStore } from '../../src/store/open.ts';
import type { Database } from '../../src/store/schema.ts';

const DAYS_BACK = 30;
const DAY_MS = 86_400_000;
/** History belongs to so many jobs, deleted meanwhile. */
const JOBS = 500;

/** An attempt as the service records one, some 700 bytes. */
const ATTEMPT = {
  number: 1,
  started_at: '2026-11-01T00:00:00.012Z',
  duration_ms: 3,
  outcome: 'succeeded',
  status_code: 200,
  error: null,
  timings: { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: 2.8, total_ms: 3.1 },
  request: {
    method: 'POST',
    url: 'http://127.0.0.1:8080/hook',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Scheduler-Service/0.1.0',
      'webhook-id': '019ac5a0-0000-7000-a000-000000000000',
      traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    },
    body: '{"invoice":"in_1QxRkR2eZvKYlo2CqP8v3v9W","action":"close","amount_due":129900}',
  },
  response: { headers: { 'content-type': 'application/json' }, body: '{"ok":true}', truncated: false },
};

/** Migrates the database at `url` and fills it. */
export async function seedMonth(url: string, rowsPerDay: number): Promise<void> {
  const store = await openStore(parseSettings({ POSTGRES_URL: url }));
  try {
    await migrate(store.db);
    await fillMonth(store.db, rowsPerDay);
  } finally {
    await store.close();
  }
}

/**
 * Makes 30 days of partitions and fills them and today's, to now. Past days are vacuumed, as autovacuum did long ago;
 * statistics of everything else come when autovacuum makes them.
 */
export async function fillMonth(db: Kysely<Database>, rowsPerDay: number): Promise<void> {
  const now = await databaseNow(db);
  await createPartitions(db, now);
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  for (let back = DAYS_BACK; back >= 0; back--) {
    const day = today.subtract({ days: back });
    if (back > 0) await makeDay(db, day);
    const from = day.toZonedDateTime('UTC').epochMilliseconds;
    const to = Math.min(from + DAY_MS, now.epochMilliseconds - 60_000);
    const rows = Math.floor((rowsPerDay * (to - from)) / DAY_MS);
    if (rows > 0) await fillSpan(db, from, to, rows);
    if (rows > 0 && back > 0)
      await sql`vacuum (freeze, analyze) ${sql.id(partitionOf('runs', day))}`.execute(db);
  }
}

function partitionOf(table: 'runs' | 'attempts', day: Temporal.PlainDate): string {
  return `${table}_${day.toString().replaceAll('-', '')}`;
}

async function makeDay(db: Kysely<Database>, day: Temporal.PlainDate): Promise<void> {
  const lowest = (date: Temporal.PlainDate) => lowestIdAt(date.toZonedDateTime('UTC').toInstant());
  for (const table of ['runs', 'attempts'] as const) {
    const name = sql.id(partitionOf(table, day));
    await sql`create table if not exists ${name} partition of ${sql.table(table)}
      for values from (${sql.lit(lowest(day))}) to (${sql.lit(lowest(day.add({ days: 1 })))})`.execute(db);
  }
}

/** Rows evenly over a span, the ids of version 7 as the service derives them: milliseconds, then a hash. */
async function fillSpan(db: Kysely<Database>, from: number, to: number, rows: number): Promise<void> {
  await sql`
    insert into runs (id, job_id, job_name, trigger, status, scheduled_for, due_at, attempt_count, lost_count,
      started_at, finished_at, lateness_ms, duration_ms, status_code, first_attempt)
    select
      (lpad(to_hex(ms), 12, '0') || '7' || substr(hash, 1, 3) || 'a' || substr(hash, 4, 15))::uuid,
      md5('job ' || n % ${sql.lit(JOBS)})::uuid, 'Close invoices ' || n % ${sql.lit(JOBS)}, 'schedule', 'succeeded',
      due, due, 1, 0, due + interval '12 ms', due + interval '15 ms', 12, 3, 200, ${JSON.stringify(ATTEMPT)}::jsonb
    from (
      select n, ms, md5(n || ' ' || ms) as hash, to_timestamp(ms / 1000.0) as due
      from (
        select n, ${sql.lit(from)}::bigint + (n * ${sql.lit((to - from) / rows)}::float8)::bigint as ms
        from generate_series(0, ${sql.lit(rows - 1)}) n
      ) instants
    ) occurrences`.execute(db);
}

/** Runs of one job, every second until now, of which every tenth was sent and the others were skipped for it. */
export async function fillSkipped(db: Kysely<Database>, rows: number): Promise<void> {
  await sql`
    insert into runs (id, job_id, job_name, trigger, status, status_reason, scheduled_for, due_at, started_at, finished_at)
    select
      (lpad(to_hex((extract(epoch from due) * 1000)::bigint), 12, '0') || '7000a' || substr(md5(n::text), 1, 15))::uuid,
      md5('slow job')::uuid, 'Slow job', 'schedule', case when n % 10 = 0 then 'succeeded' else 'skipped' end,
      case when n % 10 > 0 then 'overlap' end, due, due, case when n % 10 = 0 then due end,
      due + case when n % 10 = 0 then interval '9500 ms' else interval '0' end
    from (select n, date_trunc('second', clock_timestamp()) - n * interval '1 second' as due
          from generate_series(60, ${sql.lit(rows + 59)}) n) occurrences`.execute(db);
}

/** Partitions and rows of history, to be printed. */
export async function countMonth(db: {
  query(text: string): Promise<{ rows: { partitions: string; rows: string }[] }>;
}): Promise<string> {
  const { rows } = await db.query(`select count(*) as partitions, (select count(*) from runs) as rows
    from pg_inherits where inhparent = 'runs'::regclass`);
  return `${rows[0]!.partitions} partitions, ${Number(rows[0]!.rows).toLocaleString('en').replaceAll(',', ' ')} rows of history`;
}
