// Runs as the API reads them, starts them by hand and takes them back.
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { lowestIdAt } from './ids.ts';
import { countEnded } from './roll-ups.ts';
import type { AttemptRecord, Database, RunStatus, RunsTable, RunTrigger } from './schema.ts';

export type RunRow = Selectable<RunsTable>;

/** `from` is inclusive, `to` is not. */
export interface RunFilter {
  jobId?: string | undefined;
  status?: RunStatus | undefined;
  trigger?: RunTrigger | undefined;
  from?: Temporal.Instant | undefined;
  to?: Temporal.Instant | undefined;
}

const isUnfinished = sql<boolean>`finished_at is null`;
const isExplained = sql<boolean>`finished_at is not null and (error_code is not null or status_reason is not null)`;
/** What follows from a status, in the words of the indexes that hold the few. */
const IMPLIED: Partial<Record<RunStatus, typeof isUnfinished>> = {
  queued: isUnfinished,
  running: isUnfinished,
  retrying: isUnfinished,
  failed: sql<boolean>`finished_at is not null and error_code is not null`,
  skipped: isExplained,
  missed: isExplained,
  canceled: isExplained,
};

/** Newest first, from the run after `afterId` on. */
export async function listRuns(
  db: Kysely<Database>,
  { afterId, limit, ...filter }: RunFilter & { afterId?: string | undefined; limit: number },
): Promise<RunRow[]> {
  let query = filterRuns(db, filter).selectAll().orderBy('id', 'desc').limit(limit);
  if (afterId !== undefined) query = query.where('id', '<', afterId);
  return await query.execute();
}

function filterRuns(db: Kysely<Database>, filter: RunFilter) {
  let query = db.selectFrom('runs');
  if (filter.jobId !== undefined) query = query.where('job_id', '=', filter.jobId);
  if (filter.status !== undefined) {
    query = query.where('status', '=', filter.status);
    const implied = IMPLIED[filter.status];
    if (implied) query = query.where(implied);
  }
  if (filter.trigger !== undefined) query = query.where('trigger', '=', filter.trigger);
  if (filter.from !== undefined) query = query.where('id', '>=', lowestIdAt(filter.from));
  if (filter.to !== undefined) query = query.where('id', '<', lowestIdAt(filter.to));
  return query;
}

/** The ids of up to `limit` runs that match, oldest first, from the one after `afterId` on. */
export async function listRunIds(
  db: Kysely<Database>,
  filter: RunFilter,
  { afterId, limit }: { afterId: string | undefined; limit: number },
): Promise<string[]> {
  let query = filterRuns(db, filter).select('id').orderBy('id').limit(limit);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  return (await query.execute()).map((run) => run.id);
}

export async function findRun(
  db: Kysely<Database>,
  id: string,
): Promise<{ run: RunRow; attempts: AttemptRecord[] } | undefined> {
  const run = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  if (run === undefined) return undefined;
  const later = await db
    .selectFrom('attempts')
    .select('record')
    .where('run_id', '=', id)
    .orderBy('number')
    .execute();
  const attempts = later.map((row) => row.record);
  return { run, attempts: run.first_attempt === null ? attempts : [run.first_attempt, ...attempts] };
}

export async function findRunRow(db: Kysely<Database>, id: string): Promise<RunRow | undefined> {
  return await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The job, where it still is, is locked by the caller. */
export async function lockRun(trx: Transaction<Database>, id: string): Promise<RunRow | undefined> {
  return await trx.selectFrom('runs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Somebody's wish to end an attempt under way; its worker sees it when it renews its lease. */
export async function wishCancel(trx: Transaction<Database>, id: string): Promise<RunRow> {
  return await trx
    .updateTable('runs')
    .set({
      cancel_requested: true,
      status_reason: sql`case when status_reason = 'catch_up' then status_reason else 'user' end`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Ends a run that is queued or retrying, and locked by the caller. */
export async function cancelWaitingRun(trx: Transaction<Database>, id: string): Promise<RunRow> {
  const { rows } = await sql<RunRow>`
    with ended as (
      update runs set status = 'canceled', status_reason = 'user', finished_at = clock_timestamp()
      where id = ${id} returning *
    ), counted as (${countEnded('ended')})
    select * from ended`.execute(trx);
  return rows[0]!;
}

/** A run that somebody starts, due at once; the caller enqueues its message after the commit. */
export async function insertStartedRun(
  trx: Transaction<Database>,
  run: {
    id: string;
    jobId: string;
    jobName: string;
    trigger: 'manual' | 'retry';
    sourceRunId: string | null;
    /** Undefined: now. */
    scheduledFor: Temporal.Instant | undefined;
    payloadOverride: unknown;
    messageId: string;
  },
): Promise<RunRow> {
  const now = sql<string>`date_trunc('milliseconds', clock_timestamp())`;
  return await trx
    .insertInto('runs')
    .values({
      id: run.id,
      job_id: run.jobId,
      job_name: run.jobName,
      trigger: run.trigger,
      source_run_id: run.sourceRunId,
      status: 'queued',
      scheduled_for: run.scheduledFor?.toString() ?? now,
      due_at: now,
      payload_override: run.payloadOverride === undefined ? null : JSON.stringify(run.payloadOverride),
      message_id: run.messageId,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Which of the job's occurrences have a run that succeeded, and which one that has not ended. */
export async function findOccurrenceOutcomes(
  trx: Transaction<Database>,
  jobId: string,
  first: Temporal.Instant,
  last: Temporal.Instant,
): Promise<{ scheduled_for: Temporal.Instant; is_succeeded: boolean; is_unfinished: boolean }[]> {
  // No run has an id older than its occurrence.
  const { rows } = await sql<{
    scheduled_for: Temporal.Instant;
    is_succeeded: boolean;
    is_unfinished: boolean;
  }>`
    select scheduled_for, bool_or(status = 'succeeded') as is_succeeded, bool_or(finished_at is null) as is_unfinished
    from runs
    where job_id = ${jobId} and id >= ${lowestIdAt(first)}::uuid and trigger <> 'manual'
      and scheduled_for between ${first.toString()}::timestamptz and ${last.toString()}::timestamptz
    group by scheduled_for`.execute(trx);
  return rows;
}

/** Runs for occurrences of the past, held; the job is locked by the caller, who releases the first. */
export async function insertBackfillRuns(
  trx: Transaction<Database>,
  job: { id: string; name: string },
  runs: { id: string; scheduledFor: Temporal.Instant }[],
): Promise<void> {
  const rows = runs.map((run) => ({ id: run.id, scheduled_for: run.scheduledFor }));
  await sql`
    insert into runs (id, job_id, job_name, trigger, status, status_reason, scheduled_for, due_at)
    select id, ${job.id}::uuid, ${job.name}, 'backfill', 'queued', 'backfill', scheduled_for,
           date_trunc('milliseconds', clock_timestamp())
    from json_to_recordset(${JSON.stringify(rows)}) as x (id uuid, scheduled_for timestamptz)`.execute(trx);
}

/** Planned runs whose time has not come vanish: nothing happened. The job is locked by the caller. */
export async function deletePlannedRuns(trx: Transaction<Database>, jobId: string): Promise<void> {
  await trx
    .deleteFrom('runs')
    .where('job_id', '=', jobId)
    .where('finished_at', 'is', null)
    .where('status', '=', 'queued')
    .where('trigger', '=', 'schedule')
    .where('due_at', '>', sql<Temporal.Instant>`clock_timestamp()`)
    .execute();
}

/**
 * Cancels what is queued or retrying; an attempt under way finishes, but no other follows it.
 * The job is locked by the caller.
 */
export async function cancelUnfinishedRuns(
  trx: Transaction<Database>,
  jobId: string,
  reason: string,
): Promise<void> {
  await sql`
    with unfinished as (
      select id from runs where job_id = ${jobId} and finished_at is null order by id for update
    ), ended as (
      update runs r set
        status = case when r.status = 'running' then r.status else 'canceled' end,
        status_reason = ${reason},
        finished_at = case when r.status = 'running' then null else clock_timestamp() end,
        final_attempt = r.status = 'running'
      from unfinished u where r.id = u.id
      returning r.status, r.finished_at
    )
    ${countEnded('ended')}`.execute(trx);
}
