// Test helper: rows of jobs and runs in the schema before migration 0009.
import { sql } from 'kysely';
import { scheduledRunId } from '../store/ids.ts';
import type { Store } from '../store/open.ts';

/** A row for the current columns of a table. */
export async function insert(
  { db }: Store,
  table: 'jobs' | 'runs',
  row: Record<string, unknown>,
): Promise<void> {
  const columns = sql.join(Object.keys(row).map((name) => sql.id(name)));
  const json = JSON.stringify(row);
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_record(null::${sql.table(table)}, ${json}::jsonb)`.execute(db);
}

const START = Temporal.Instant.from('2026-11-28T10:00:00Z');
const at = (minutes: number) => START.add({ minutes }).toString();
const jobId = (n: number) => `01930000-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`;
const token = (n: number) => `01930000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`;

const EVERY_MINUTE = jobId(1);
const PAUSED = jobId(2);
const FAILED = jobId(3);
const FULL = jobId(4);
const FINISHED = jobId(5);
const DELETED = jobId(99);

function job(id: string, fields: Record<string, unknown>): Record<string, unknown> {
  return {
    id,
    name: `job ${id.slice(-2)}`,
    type: 'http',
    target: 'http://example.com/',
    target_host: 'example.com',
    method: 'POST',
    headers: {},
    cron_expression: '* * * * *',
    schedule_type: 'cron',
    timezone: 'UTC',
    exclude: [],
    spread_seconds: 0,
    catch_up: { policy: 'one', window_seconds: 86_400 },
    timeout_seconds: 30,
    retry: {
      max_attempts: 4,
      initial_delay_seconds: 10,
      max_delay_seconds: 3_600,
      factor: 2,
      max_age_seconds: 60,
    },
    tags: ['a'],
    delete_when_finished: false,
    overlap: 'skip',
    success: { statuses: ['2xx'], body_contains: null },
    status: 'active',
    run_count: 0,
    consecutive_failures: 0,
    version: 3,
    created_at: at(-1_000),
    updated_at: at(-10),
    ...fields,
  };
}

export const attempt = (number: number, outcome: string) => ({
  number,
  outcome,
  started_at: at(0),
  response: { body: 'x' },
});

let minute = 0;
export function run(fields: Record<string, unknown>): Record<string, unknown> & { id: string } {
  const scheduledFor = START.add({ minutes: ++minute });
  const ofJob = (fields['job_id'] as string | undefined) ?? EVERY_MINUTE;
  return {
    id: scheduledRunId(ofJob, scheduledFor),
    job_id: ofJob,
    job_name: 'name at the time',
    trigger: 'schedule',
    scheduled_for: scheduledFor.toString(),
    due_at: scheduledFor.toString(),
    attempt_count: 0,
    lost_count: 0,
    final_attempt: false,
    cancel_requested: false,
    ...fields,
  };
}

const leased = {
  lease_token: token(1),
  lease_expires_at: at(2),
  attempt_count: 1,
  attempt_started_at: at(1),
};
const tried = {
  attempt_count: 2,
  started_at: at(1),
  lateness_ms: 7,
  duration_ms: 30,
  status_code: 503,
  error_code: 'status_503',
  error_message: 'The target answered 503.',
  first_attempt: attempt(1, 'rejected'),
};

/** Unfinished runs, with the expected values of the new columns. */
export const unfinishedRuns = (): [
  Record<string, unknown> & { id: string },
  string | null,
  string | null,
][] => [
  [run({ status: 'queued', message_id: token(2) }), null, null],
  [run({ status: 'queued' }), null, null],
  [run({ status: 'queued', trigger: 'manual', message_id: token(2), payload_override: null }), null, null],
  [
    run({ status: 'queued', trigger: 'retry', source_run_id: token(3), payload_override: { a: 1 } }),
    null,
    null,
  ],
  [run({ status: 'queued', status_reason: 'overlap' }), 'overlap', 'overlap'],
  [run({ status: 'queued', status_reason: 'overlap', message_id: token(2) }), null, 'overlap'],
  [run({ status: 'queued', status_reason: 'catch_up' }), 'catch_up', 'catch_up'],
  [run({ status: 'queued', status_reason: 'catch_up', message_id: token(2) }), null, 'catch_up'],
  [run({ status: 'queued', status_reason: 'backfill', trigger: 'backfill' }), 'backfill', null],
  [run({ status: 'queued', trigger: 'backfill', message_id: token(2) }), null, null],
  [run({ status: 'running', ...leased }), null, null],
  [run({ status: 'running', ...leased, status_reason: 'catch_up', message_id: token(2) }), null, 'catch_up'],
  [run({ status: 'running', ...leased, status_reason: 'overlap', cancel_requested: true }), null, null],
  [
    run({ status: 'running', ...leased, status_reason: 'paused', final_attempt: true, job_id: PAUSED }),
    null,
    null,
  ],
  [run({ status: 'running', ...leased, job_id: DELETED, final_attempt: true }), null, null],
  [run({ status: 'retrying', ...tried }), null, null],
  [
    run({ status: 'retrying', ...tried, status_reason: 'worker_lost', lost_count: 1, message_id: token(2) }),
    null,
    null,
  ],
  [run({ status: 'retrying', ...tried, status_reason: 'catch_up' }), null, 'catch_up'],
];

export const finishedRuns = () => [
  run({
    status: 'succeeded',
    finished_at: at(9),
    ...tried,
    error_code: null,
    error_message: null,
    status_code: 200,
  }),
  run({ status: 'succeeded', trigger: 'manual', job_id: DELETED, finished_at: at(9), payload_override: [1] }),
  run({ status: 'failed', finished_at: at(9), ...tried, job_id: FAILED }),
  run({ status: 'skipped', status_reason: 'overlap', finished_at: at(9) }),
  run({ status: 'canceled', status_reason: 'user', finished_at: at(9), attempt_count: 1, started_at: at(1) }),
  run({
    status: 'missed',
    status_reason: 'late',
    finished_at: at(9),
    missed_until: at(60),
    missed_count: 44,
  }),
  run({ status: 'succeeded', finished_at: at(9), job_id: FINISHED, status_code: 204 }),
];

export const jobs = [
  job(EVERY_MINUTE, { next_run: at(30), next_due_at: at(30), run_count: 12 }),
  job(PAUSED, { status: 'inactive', status_reason: 'paused', pause_reason: 'why', paused_until: at(600) }),
  job(FAILED, {
    status: 'failed',
    status_reason: 'too_many_failures',
    consecutive_failures: 5,
    pause_after_failures: 5,
  }),
  job(FULL, { next_run: at(31), next_due_at: null, max_runs: 3, run_count: 2, consecutive_failures: 1 }),
  job(FINISHED, { status: 'inactive', status_reason: 'completed', delete_when_finished: true, run_count: 1 }),
];
