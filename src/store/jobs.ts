// Jobs as the API reads and writes them.
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, JobsTable, RunStatus } from './schema.ts';

export type JobRow = Selectable<JobsTable>;

/** A job with what its runs say of it. */
export type JobView = JobRow & {
  /** The earliest planned occurrence that has neither started nor is held. */
  planned_run: Temporal.Instant | null;
  planned_due_at: Temporal.Instant | null;
  last_run_id: string | null;
  last_run_status: RunStatus | null;
  last_run_scheduled_for: Temporal.Instant | null;
  last_run_finished_at: Temporal.Instant | null;
  last_run_status_code: number | null;
};

/** What the user defines: everything but where the job stands. */
export type JobDefinition = Omit<
  JobRow,
  | 'id'
  | 'next_run'
  | 'next_due_at'
  | 'run_count'
  | 'consecutive_failures'
  | 'is_failing'
  | 'pause_reason'
  | 'paused_until'
  | 'target_host'
  | 'status'
  | 'status_reason'
  | 'version'
  | 'created_at'
  | 'updated_at'
>;

/** The columns that say when a job occurs. */
export const scheduleColumns = [
  'schedule_type',
  'cron_expression',
  'specific_time',
  'interval',
  'interval_value',
  'timezone',
  'starts_at',
  'ends_at',
  'exclude',
  'created_at',
] as const satisfies (keyof JobRow)[];

/** What a schedule is read from. */
export type ScheduledJob = Pick<JobRow, (typeof scheduleColumns)[number]>;

/** Where a job stands. */
export type JobState = Pick<
  JobRow,
  'status' | 'status_reason' | 'pause_reason' | 'paused_until' | 'next_run' | 'next_due_at'
>;

function definitionColumns(definition: JobDefinition) {
  const {
    headers,
    payload,
    retry,
    success,
    tags,
    exclude,
    catch_up,
    specific_time,
    starts_at,
    ends_at,
    previous_secret_expires_at,
    ...rest
  } = definition;
  return {
    ...rest,
    target_host: URL.parse(definition.target)?.hostname ?? '',
    success: JSON.stringify(success),
    tags: JSON.stringify(tags),
    previous_secret_expires_at: previous_secret_expires_at?.toString() ?? null,
    headers: JSON.stringify(headers),
    exclude: JSON.stringify(exclude),
    catch_up: JSON.stringify(catch_up),
    payload: payload === null ? null : JSON.stringify(payload),
    retry: JSON.stringify(retry),
    specific_time: specific_time?.toString() ?? null,
    starts_at: starts_at?.toString() ?? null,
    ends_at: ends_at?.toString() ?? null,
  };
}

function stateColumns(state: JobState) {
  return {
    status: state.status,
    status_reason: state.status_reason,
    pause_reason: state.pause_reason,
    paused_until: state.paused_until?.toString() ?? null,
    next_run: state.next_run?.toString() ?? null,
    next_due_at: state.next_due_at?.toString() ?? null,
  };
}

export interface NewJob {
  id: string;
  createdAt: Temporal.Instant;
  definition: JobDefinition;
  state: JobState;
}

/** In the order given. */
export async function insertJobs(trx: Transaction<Database>, jobs: NewJob[]): Promise<JobRow[]> {
  const rows = jobs.map((job) => {
    const at = job.createdAt.toString();
    return {
      id: job.id,
      ...definitionColumns(job.definition),
      ...stateColumns(job.state),
      created_at: at,
      updated_at: at,
    };
  });
  return await trx.insertInto('jobs').values(rows).returningAll().execute();
}

/** Jobs with their next planned and their last run, unordered and unfiltered. */
export function selectJobViews(db: Kysely<Database>) {
  return db
    .selectFrom('jobs')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('runs')
          .select(['scheduled_for as planned_run', 'due_at as planned_due_at'])
          .whereRef('runs.job_id', '=', 'jobs.id')
          .where('finished_at', 'is', null)
          .where('runs.status', '=', 'queued')
          .where('runs.status_reason', 'is', null)
          .where('trigger', '=', 'schedule')
          .orderBy('runs.id')
          .limit(1)
          .as('planned'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('runs')
          .select([
            'runs.id as last_run_id',
            'runs.status as last_run_status',
            'scheduled_for as last_run_scheduled_for',
            'finished_at as last_run_finished_at',
            'status_code as last_run_status_code',
          ])
          .whereRef('runs.job_id', '=', 'jobs.id')
          .where('runs.status', '<>', 'queued')
          .orderBy('runs.id', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .selectAll('jobs')
    .select([
      'planned_run',
      'planned_due_at',
      'last_run_id',
      'last_run_status',
      'last_run_scheduled_for',
      'last_run_finished_at',
      'last_run_status_code',
    ]);
}

export async function findJob(db: Kysely<Database>, id: string): Promise<JobView | undefined> {
  return await selectJobViews(db).where('jobs.id', '=', id).executeTakeFirst();
}

/** In the order of the ids, without those that do not exist. */
export async function findJobs(db: Kysely<Database>, ids: string[]): Promise<JobView[]> {
  const found = await selectJobViews(db).where('jobs.id', 'in', ids).execute();
  const byId = new Map(found.map((job) => [job.id, job]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export async function findJobByKey(db: Kysely<Database>, key: string): Promise<JobView | undefined> {
  return await selectJobViews(db).where('jobs.key', '=', key).executeTakeFirst();
}

export async function jobExists(db: Kysely<Database>, id: string): Promise<boolean> {
  return (await db.selectFrom('jobs').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** The job, held against every other change until the transaction ends. A job is always locked before its runs. */
export async function lockJob(trx: Transaction<Database>, id: string): Promise<JobRow | undefined> {
  return await trx.selectFrom('jobs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Up to `limit` jobs whose pause is over at `now`. */
export async function lockJobsToResume(
  trx: Transaction<Database>,
  now: Temporal.Instant,
  limit: number,
): Promise<JobRow[]> {
  return await trx
    .selectFrom('jobs')
    .selectAll()
    .where('paused_until', '<=', sql<Temporal.Instant>`${now.toString()}::timestamptz`)
    .where('status', '=', 'inactive')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

/** The job with the key, held like by `lockJob`. */
export async function lockJobByKey(trx: Transaction<Database>, key: string): Promise<JobRow | undefined> {
  return await trx.selectFrom('jobs').selectAll().where('key', '=', key).forUpdate().executeTakeFirst();
}

/** Writes a new definition, which is an edit: the version grows. */
export async function updateJobDefinition(
  trx: Transaction<Database>,
  id: string,
  definition: JobDefinition,
): Promise<void> {
  await trx
    .updateTable('jobs')
    .set({ ...definitionColumns(definition), version: sql`version + 1`, updated_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .execute();
}

export async function updateJobState(trx: Transaction<Database>, id: string, state: JobState): Promise<void> {
  await trx
    .updateTable('jobs')
    .set({ ...stateColumns(state), updated_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .execute();
}

export async function deleteJob(trx: Transaction<Database>, id: string): Promise<void> {
  await trx.deleteFrom('jobs').where('id', '=', id).execute();
}
