// Reads, inserts and locks jobs: definitions joined with their states.
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely';
import type { ScheduleFields } from '../schedule/schedule.ts';
import { type AuditEntry, insertEntries } from './audit-log.ts';
import { byKey } from './by-key.ts';
import { defineRows } from './columns.ts';
import { type JobsTable, jobColumns } from './job-columns.ts';
import { insertPlanned, type PlannedLiveRun, plannedRows } from './live-runs.ts';
import type { Database, JobStatesTable } from './schema.ts';

/** A job's definition and state. */
export type JobRow = Selectable<JobsTable> & Omit<Selectable<JobStatesTable>, 'job_id'>;

/** The columns of a schedule. The type of the record makes a missing column a compile error. */
const isScheduleColumn: Record<keyof ScheduleFields, true> = {
  schedule_type: true,
  cron_expression: true,
  specific_time: true,
  interval: true,
  interval_value: true,
  timezone: true,
  starts_at: true,
  ends_at: true,
  exclude: true,
  created_at: true,
};
export const scheduleColumns = Object.keys(isScheduleColumn) as (keyof ScheduleFields)[];

/** The columns of a definition that a write to the job's state needs: not the large ones. */
const outlineColumns = [
  'id',
  'name',
  'target_host',
  'version',
  ...scheduleColumns,
  'max_runs',
  'spread_seconds',
  'catch_up',
] as const satisfies (keyof JobsTable)[];

/** A job's state and schedule. */
export type JobOutline = Pick<Selectable<JobsTable>, (typeof outlineColumns)[number]> &
  Omit<Selectable<JobStatesTable>, 'job_id'>;

/** The columns of the state that a write to a job sets. */
export type JobState = Pick<
  JobRow,
  'status' | 'status_reason' | 'pause_reason' | 'paused_until' | 'next_run' | 'next_due_at'
>;

/** The reasons of complete jobs, as an SQL list. */
export const DELETING_REASONS = `'completed', 'ended', 'max_runs'`;

/** A job with its next planned occurrence. */
export type JobView = JobRow & {
  /** The earliest planned occurrence that has not started and does not wait. */
  planned_run: Temporal.Instant | null;
  planned_due_at: Temporal.Instant | null;
};

/** The fields of a job that a user sets. */
export type JobDefinition = Omit<
  Selectable<JobsTable>,
  'id' | 'target_host' | 'version' | 'created_at' | 'updated_at'
>;

/** The fields of a schedule. */
export type ScheduledJob = Pick<JobRow, keyof ScheduleFields>;

/** The host of a target, for the concurrency limit per host. */
export function hostOf(target: string): string {
  return URL.parse(target)?.hostname ?? '';
}

/** A definition with derived columns. */
function definitionColumns(definition: JobDefinition) {
  return { ...definition, target_host: hostOf(definition.target) };
}

export interface NewJob {
  id: string;
  createdAt: Temporal.Instant;
  definition: JobDefinition;
  state: JobState & { planned_until: Temporal.Instant | null };
}

const jobRows = defineRows(jobColumns);

const newStateRows = defineRows({
  job_id: 'uuid',
  status: 'text',
  status_reason: 'text',
  pause_reason: 'text',
  paused_until: 'timestamptz',
  next_run: 'timestamptz',
  next_due_at: 'timestamptz',
  planned_until: 'timestamptz',
  changed_at: 'timestamptz',
});

/** Inserts jobs with their states, first planned runs and audit log entries, in one statement. */
export async function insertJobs(
  db: Kysely<Database>,
  jobs: NewJob[],
  planned: PlannedLiveRun[] = [],
  entries: AuditEntry[] = [],
): Promise<void> {
  const definitions = jobs.map((job) => ({
    ...definitionColumns(job.definition),
    id: job.id,
    version: 1,
    created_at: job.createdAt,
    updated_at: job.createdAt,
  }));
  const states = jobs.map((job) => ({ job_id: job.id, ...job.state, changed_at: job.createdAt }));
  await sql`
    with definitions as (
      insert into jobs (${jobRows.names}) ${jobRows.select(definitions)}
    ), states as (
      insert into job_states (${newStateRows.names}) ${newStateRows.select(states)}
      returning status
    ), planned as (${insertPlanned(plannedRows(planned))}
    ), audited as (${insertEntries(entries)})
    insert into job_counts (status, count) select status, count(*) from states group by status`.execute(db);
}

// A running or retrying run is newer than any that has ended, unless a backfill made it.
const lastRun = (column: string, live: string) =>
  sql.raw(`case when live.id is not null and (s.last_run_id is null or live.id > s.last_run_id)
    then ${live} else s.last_run_${column} end as last_run_${column}`);

/** The columns of a `JobView`, from `jobs j`, `job_states s` and `viewJoins`. */
const viewColumns = sql`j.*, s.*, planned.planned_run, planned.planned_due_at,
  ${lastRun('id', 'live.id')}, ${lastRun('status', 'live.status')},
  ${lastRun('scheduled_for', 'live.scheduled_for')}, ${lastRun('finished_at', 'null::timestamptz')},
  ${lastRun('status_code', 'live.status_code')}`;

const viewJoins = sql`
  left join lateral (
    select r.scheduled_for as planned_run, r.due_at as planned_due_at from live_runs r
    where r.job_id = j.id and r.status = 'queued' and r.decided_by is null and r.trigger = 'schedule'
    order by r.id limit 1) planned on true
  left join lateral (
    select r.id, r.status, r.scheduled_for, r.status_code from live_runs r
    where r.job_id = j.id and r.status <> 'queued' order by r.id desc limit 1) live on true`;

/** A job in a list: without its payload, which is large and stored apart from the row. */
export type JobInList = Omit<JobView, 'payload'>;

const columnsInList = sql.join(
  Object.keys(jobColumns).flatMap((name) => (name === 'payload' ? [] : [sql.id(name)])),
);

/** Jobs in the order of `page`, a statement that selects `id` and `place`. */
export function selectJobsInList(page: ReturnType<typeof sql>) {
  return selectJobViews(page, columnsInList);
}

function selectJobViews(page: ReturnType<typeof sql>, columns: RawBuilder<unknown> = sql`*`) {
  return sql`
    with page as materialized (${page})
    select ${viewColumns}, page.* from page
    -- Nested loops by key: \`offset 0\` prevents that PostgreSQL reads a whole table for a page.
    join lateral (select ${columns} from jobs where id = page.id offset 0) j on true
    join lateral (select * from job_states where job_id = page.id offset 0) s on true
    ${viewJoins}
    order by page.place`;
}

export async function findJob(db: Kysely<Database>, id: string): Promise<JobView | undefined> {
  return (await findJobs(db, [id]))[0];
}

/** Finds jobs in the order of the IDs, without missing ones. */
export async function findJobs(db: Kysely<Database>, ids: string[]): Promise<JobView[]> {
  const page = sql`select a.id, a.place from unnest(${ids}::uuid[]) with ordinality a (id, place)`;
  return (await selectJobViews(page).execute(db)).rows as JobView[];
}

/**
 * Finds the payloads of jobs up to the first whose payload would exceed `maxBytes` in total; at least one. Null for
 * deleted jobs.
 */
export async function findPayloads(
  db: Kysely<Database>,
  ids: string[],
  maxBytes: number,
): Promise<Map<string, unknown>> {
  const { rows } = await sql<{ id: string; payload: unknown }>`
    select id, payload from (
      select a.id, j.payload, a.place,
        coalesce(sum(octet_length(j.payload::text)) over (order by a.place), 0) as bytes
      from unnest(${ids}::uuid[]) with ordinality a (id, place) left join jobs j on j.id = a.id
    ) p where place = 1 or bytes <= ${maxBytes}`.execute(db);
  return new Map(rows.map((row) => [row.id, row.payload]));
}

export async function findJobByKey(db: Kysely<Database>, key: string): Promise<JobView | undefined> {
  const page = sql`select id, 1 as place from jobs where key = ${key}`;
  return (await selectJobViews(page).execute(db)).rows[0] as JobView | undefined;
}

export async function jobExists(db: Kysely<Database>, id: string): Promise<boolean> {
  return (await db.selectFrom('jobs').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** Finds definitions and states without locks, in the order of the IDs. */
export async function findJobRows(db: Kysely<Database>, ids: string[]): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select j.*, s.* from jobs j join job_states s on s.job_id = j.id
    where j.id = any(${ids}::uuid[]) order by j.id`.execute(db);
  return rows;
}

/** Locks jobs and their states against every other write until the transaction ends, in the order of the IDs. */
export async function lockJobs(trx: Transaction<Database>, ids: string[]): Promise<JobRow[]> {
  return (await lockRows(trx, ids, sql.raw('*'))) as JobRow[];
}

/** `lockJobs` without the large columns. */
export async function lockJobOutlines(trx: Transaction<Database>, ids: string[]): Promise<JobOutline[]> {
  return (await lockRows(trx, ids, sql.join(outlineColumns.map((name) => sql.id(name))))) as JobOutline[];
}

async function lockRows(trx: Transaction<Database>, ids: string[], columns: RawBuilder<unknown>) {
  const { rows } = await sql`
    select j.*, s.*
    from (select * from job_states where job_id = any(${ids}::uuid[]) order by job_id for update) s
    cross join lateral (select ${columns} from jobs where id = s.job_id for update) j
    order by s.job_id`.execute(trx);
  return rows;
}

/** Locks the job with the key, as `lockJobs` does. */
export async function lockJobByKey(trx: Transaction<Database>, key: string): Promise<JobRow | undefined> {
  const found = await trx.selectFrom('jobs').select('id').where('key', '=', key).executeTakeFirst();
  const [job] = found ? await lockJobs(trx, [found.id]) : [];
  // An edit may have changed the key in the meantime.
  return job?.key === key ? job : undefined;
}

/** Writes edited definitions of locked jobs in one statement, and increments their versions. */
export async function updateJobDefinitions(
  trx: Transaction<Database>,
  edited: { id: string; definition: JobDefinition }[],
): Promise<void> {
  const [first] = edited;
  if (first === undefined) return;
  const columns = Object.keys(definitionColumns(first.definition)).map((name) => sql.id(name));
  const values = columns.map((name) => sql`x.${name}`);
  const rows = edited.map(({ id, definition }) => ({ ...definitionColumns(definition), id }));
  await sql`
    with edited as (
      update jobs j set (${sql.join(columns)}) = row(${sql.join(values)}),
        version = case when j.version < 2147483647 then j.version + 1 else 1 end, updated_at = clock_timestamp()
      from jsonb_populate_recordset(null::jobs, ${JSON.stringify(rows)}::jsonb) x
      where ${byKey('j.id', 'x.id')} returning j.id, j.delete_when_finished
    )
    update job_states s set delete_pending = e.delete_when_finished
    from edited e
    where s.job_id = e.id and s.status = 'inactive' and s.status_reason in (${sql.raw(DELETING_REASONS)})
      and s.delete_pending <> e.delete_when_finished`.execute(trx);
}

/** Finds the IDs of jobs with the keys, in any order. */
export async function findIdsByKey(db: Kysely<Database>, keys: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from jobs where key = any(${keys}::text[])`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** Finds up to `limit` jobs of a set without those that have one of the keys, in the order of their keys. */
export async function findRestOfSet(
  db: Kysely<Database>,
  managedBy: string,
  { keys, limit }: { keys: string[]; limit: number },
): Promise<Pick<JobRow, 'id' | 'key' | 'name' | 'version'>[]> {
  const { rows } = await sql<Pick<JobRow, 'id' | 'key' | 'name' | 'version'>>`
    select id, key, name, version from jobs
    where managed_by = ${managedBy} and (key is null or key <> all(${keys}::text[]))
    order by key, id limit ${sql.lit(limit)}`.execute(db);
  return rows;
}
