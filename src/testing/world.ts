// Sample data: a day of runs of two dozen jobs of a fictional company.
import { type InsertObject, sql } from 'kysely';
import { active, inactive } from '../planner/job-states.ts';
import { findNext } from '../planner/next-occurrence.ts';
import { createPartitions } from '../store/history.ts';
import { newId, scheduledRunId } from '../store/ids.ts';
import { findJob, insertJobs, type JobDefinition, type JobRow } from '../store/jobs.ts';
import type { Store } from '../store/open.ts';
import { binOf } from '../store/roll-ups.ts';
import type { AttemptRecord, Database, RunStatus } from '../store/schema.ts';
import { testDefinition } from './definition.ts';
import { type Story, stories } from './world-stories.ts';

const HISTORY_HOURS = 26;
const DAY_MS = 86_400_000;

/** @param scale number of copies of each job; copies have a number in the name. Each job has the runs of its schedule. */
export async function seedWorld(store: Store, now: Temporal.Instant, scale = 1): Promise<void> {
  for (const hours of [0, HISTORY_HOURS]) await createPartitions(store.db, now.subtract({ hours }));
  for (let copy = 0; copy < scale; copy++) {
    for (const [index, story] of stories.entries())
      await tell(store, story, index + copy * stories.length, copy, now);
  }
  // Recorded results update the roll-ups; runs inserted here are counted here.
  await sql`
    insert into roll_up_parts (starts_at, succeeded, failed, canceled, skipped, missed, lateness_bins)
    select date_trunc('minute', finished_at), count(*) filter (where status = 'succeeded'),
           count(*) filter (where status = 'failed'), count(*) filter (where status = 'canceled'),
           count(*) filter (where status = 'skipped'), coalesce(sum(missed_count) filter (where status = 'missed'), 0),
           coalesce(array_agg(${binOf('lateness_ms')}) filter (where lateness_ms is not null), '{}')
    from runs group by 1`.execute(store.db);
}

async function tell(
  { db }: Store,
  story: Story,
  index: number,
  copy: number,
  now: Temporal.Instant,
): Promise<void> {
  const createdAt = now.subtract({ milliseconds: 40 * DAY_MS - index * 3_600_000 });
  const definition: JobDefinition = {
    ...testDefinition,
    ...story.fields,
    name: copy === 0 ? story.name : `${story.name}-${copy + 1}`,
    key: copy === 0 ? story.name : null,
  };
  const id = newId();
  const candidate = { ...definition, id, created_at: createdAt, run_count: 0 };
  const state = story.paused
    ? inactive('paused', { reason: story.paused })
    : active(findNext(candidate, now, false));
  await insertJobs(db, [{ id, createdAt, definition, state: { ...state, planned_until: null } }]);
  const job = (await findJob(db, id))!;
  // Retried runs have ended, too.
  const runs = occurrences(job, now.subtract({ minutes: 2 })).map((at, n) => makeRun(job, at, n, story));
  await insertMany(db, 'runs', runs);
  await insertMany(db, 'attempts', runs.flatMap(furtherAttempts));
  const failures = runs.findIndex(({ status }) => status === 'succeeded');
  await db
    .updateTable('job_states')
    .set({ consecutive_failures: Math.max(0, failures), ...lastRunOf(runs[0]) })
    .where('job_id', '=', id)
    .execute();
}

/** `runs` is sorted newest first. */
function lastRunOf(run: ReturnType<typeof makeRun> | undefined) {
  if (run === undefined) return {};
  return {
    last_run_id: run.id,
    last_run_status: run.status,
    last_run_scheduled_for: run.scheduled_for,
    last_run_finished_at: run.finished_at,
    last_run_status_code: run.status_code,
  };
}

async function insertMany<T extends 'runs' | 'attempts'>(
  db: Store['db'],
  table: T,
  rows: readonly InsertObject<Database, T>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    await db
      .insertInto(table)
      .values(rows.slice(from, from + 500))
      .execute();
  }
}

/** The occurrences of the last day, newest first; of a rare schedule, the last four. */
function occurrences(job: JobRow, now: Temporal.Instant): Temporal.Instant[] {
  const found: Temporal.Instant[] = [];
  for (const hours of [HISTORY_HOURS, 24 * 39]) {
    found.length = 0;
    let at: Temporal.Instant | undefined = now.subtract({ hours });
    while (at) {
      const next = findNext({ ...job, run_count: 0 }, at, false);
      at = next && Temporal.Instant.compare(next.at, now) < 0 ? next.at : undefined;
      if (at) found.push(at);
    }
    if (found.length >= 4) break;
  }
  return found.toReversed();
}

const refused = {
  code: 503,
  error: { code: 'status_503', message: 'The target answered 503 Service Unavailable.' },
};

/** The start of an attempt under the default retry policy. */
function startOf(attempt: number, first: Temporal.Instant): Temporal.Instant {
  return first.add({ seconds: 10 * (2 ** (attempt - 1) - 1) });
}

function makeRun(job: JobRow, at: Temporal.Instant, n: number, story: Story) {
  const fate = story.fate?.(n) ?? 'succeeded';
  const status: RunStatus = fate === 'timed_out' ? 'failed' : fate === 'recovered' ? 'succeeded' : fate;
  const isSent = status === 'succeeded' || status === 'failed';
  const lateMs = 1 + ((n * 7 + job.name.length * 3) % 11) + (n % 53 === 0 ? 240 : 0);
  // Varies, but is not random: screenshots are reproducible.
  const tookMs = Math.round(story.tookMs * (0.75 + ((n * 37 + job.name.length * 11) % 100) / 160));
  const startedAt = at.add({ milliseconds: lateMs });
  const attempts = fate === 'failed' ? 4 : fate === 'recovered' ? 2 : isSent ? 1 : 0;
  const error =
    fate === 'timed_out'
      ? { code: 'timeout', message: 'The target did not respond within 30 s.' }
      : fate === 'failed'
        ? refused.error
        : null;
  const code = fate === 'failed' ? 503 : status === 'succeeded' ? 200 : null;
  const first = fate === 'recovered' ? refused : { code, error };
  const lastStartedAt = attempts > 1 ? startOf(attempts, startedAt) : startedAt;
  const finishedAt = lastStartedAt.add({ milliseconds: isSent ? tookMs : 2 });
  return {
    id: scheduledRunId(job.id, at),
    job_id: job.id,
    job_name: job.name,
    trigger: 'schedule' as const,
    source_run_id: null,
    status,
    status_reason: { skipped: 'overlap', missed: 'late', canceled: 'user' }[status as string] ?? null,
    scheduled_for: at.toString(),
    due_at: at.toString(),
    missed_until: status === 'missed' ? at.toString() : null,
    missed_count: status === 'missed' ? 1 : null,
    payload_override: null,
    attempt_count: attempts,
    started_at: isSent ? startedAt.toString() : null,
    finished_at: finishedAt.toString(),
    lateness_ms: isSent ? lateMs : null,
    duration_ms: isSent ? tookMs : null,
    status_code: code,
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    first_attempt: isSent
      ? JSON.stringify(makeAttempt(job, startedAt, tookMs, first.code, first.error))
      : null,
  };
}

function makeAttempt(
  job: JobRow,
  startedAt: Temporal.Instant,
  tookMs: number,
  code: number | null,
  error: AttemptRecord['error'],
): AttemptRecord {
  return {
    number: 1,
    started_at: startedAt.toString(),
    duration_ms: tookMs,
    outcome: code === 200 ? 'succeeded' : code === null ? 'timed_out' : 'rejected',
    status_code: code,
    error,
    timings: {
      dns_ms: 1.2,
      connect_ms: 8.4,
      tls_ms: 14.9,
      first_byte_ms: code === null ? null : Math.round(tookMs * 0.7),
      total_ms: tookMs,
    },
    request: {
      method: job.method,
      url: job.target,
      headers: { 'content-type': 'application/json', 'webhook-id': 'msg', 'user-agent': 'scheduler-service' },
      body: job.payload === null ? null : JSON.stringify(job.payload),
    },
    response:
      code === null
        ? null
        : {
            headers: { 'content-type': 'application/json', server: 'acme' },
            body: code === 200 ? '{"closed":41,"reminded":7}' : '{"error":"upstream is down"}',
            truncated: false,
          },
  };
}

/** The second and later attempts. The last one determines the status of the run. */
function furtherAttempts(run: ReturnType<typeof makeRun>) {
  return Array.from({ length: Math.max(0, run.attempt_count - 1) }, (_, index) => {
    const first = JSON.parse(run.first_attempt!) as AttemptRecord;
    const number = index + 2;
    const hasSucceeded = run.status === 'succeeded' && number === run.attempt_count;
    const record: AttemptRecord = {
      ...first,
      number,
      started_at: startOf(number, Temporal.Instant.from(first.started_at)).toString(),
      ...(hasSucceeded && {
        outcome: 'succeeded',
        status_code: run.status_code,
        error: null,
        response: { ...first.response!, body: '{"ok":true}' },
      }),
    };
    return { run_id: run.id, number, record: JSON.stringify(record) };
  });
}
