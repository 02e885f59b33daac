// Reads runs for the API: live runs and history together.
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely';
import { lowestIdAt } from './ids.ts';
import type { AttemptRecord, Database, RunStatus, RunsTable, RunTrigger } from './schema.ts';

/** A run, finished or not. */
export type RunRow = Omit<Selectable<RunsTable>, 'finished_at'> & { finished_at: Temporal.Instant | null };

/** A run in a list: without its request, response and payload, which are large. */
export type RunInList = Omit<RunRow, 'payload_override' | 'first_attempt'>;

/** The columns of a `RunRow` from history. */
const endedInList =
  sql.raw(`id, job_id, job_name, trigger, source_run_id, status, status_reason, scheduled_for, due_at,
  missed_until, missed_count, attempt_count, lost_count, started_at, finished_at, lateness_ms, duration_ms,
  status_code, error_code, error_message, started_by`);
const ended = sql`${endedInList}, payload_override, first_attempt`;
/** The columns of a `RunRow` from live runs. A running first attempt is the start of its run. */
const liveInList =
  sql.raw(`id, job_id, job_name, trigger, source_run_id, status, status_reason, scheduled_for, due_at,
  null::timestamptz as missed_until, null::integer as missed_count, attempt_count, lost_count,
  coalesce(started_at, attempt_started_at) as started_at, null::timestamptz as finished_at, lateness_ms,
  duration_ms, status_code, error_code, error_message, started_by`);
const live = sql`${liveInList}, payload_override, first_attempt`;

/** `from` is inclusive, `to` is not. */
export interface RunFilter {
  jobId?: string | undefined;
  status?: RunStatus | undefined;
  trigger?: RunTrigger | undefined;
  from?: Temporal.Instant | undefined;
  to?: Temporal.Instant | undefined;
}

const LIVE_STATUSES: ReadonlySet<RunStatus> = new Set(['queued', 'running', 'retrying']);

const isExplained = sql`(error_code is not null or status_reason is not null)`;
/** The conditions of partial indexes that follow from a status. */
const IMPLIED: Partial<Record<RunStatus, RawBuilder<unknown>>> = {
  failed: sql`finished_at is not null and error_code is not null`,
  skipped: sql`finished_at is not null and ${isExplained}`,
  missed: sql`finished_at is not null and ${isExplained}`,
  canceled: sql`finished_at is not null and ${isExplained}`,
};

/** Lists runs after `afterId`, newest first. */
export async function listRuns(
  db: Kysely<Database>,
  { afterId, limit, ...filter }: RunFilter & { afterId?: string | undefined; limit: number },
): Promise<RunInList[]> {
  const page = afterId === undefined ? [] : [sql`id < ${afterId}::uuid`];
  return await selectRuns(db, filter, page, { direction: 'desc', limit });
}

/** Lists the IDs of up to `limit` matching runs after `afterId`, oldest first. */
export async function listRunIds(
  db: Kysely<Database>,
  filter: RunFilter,
  { afterId, limit }: { afterId: string | undefined; limit: number },
): Promise<string[]> {
  const page = afterId === undefined ? [] : [sql`id > ${afterId}::uuid`];
  return (await selectRuns(db, filter, page, { direction: 'asc', limit })).map((run) => run.id);
}

/** Selects a page from each of the two tables, and the first rows of both. */
async function selectRuns(
  db: Kysely<Database>,
  filter: RunFilter,
  page: RawBuilder<unknown>[],
  { direction, limit }: { direction: 'asc' | 'desc'; limit: number },
): Promise<RunInList[]> {
  const conditions = [...filterConditions(filter), ...page];
  // The limit is part of the text, because PostgreSQL does not keep a plan with a parameter as limit.
  const order = sql`order by id ${sql.raw(direction)} limit ${sql.lit(limit)}`;
  const { status } = filter;
  const parts: RawBuilder<unknown>[] = [];
  if (status === undefined || LIVE_STATUSES.has(status)) {
    parts.push(sql`(select ${liveInList} from live_runs where ${all(conditions)} ${order})`);
  }
  if (status === undefined || !LIVE_STATUSES.has(status)) {
    const implied = status === undefined ? undefined : IMPLIED[status];
    parts.push(
      sql`(select ${endedInList} from runs where ${all(implied ? [...conditions, implied] : conditions)} ${order})`,
    );
  }
  const { rows } = await sql<RunInList>`
    select * from (${sql.join(parts, sql` union all `)}) run ${order}`.execute(db);
  return rows;
}

function all(conditions: RawBuilder<unknown>[]) {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function filterConditions({ jobId, status, trigger, from, to }: RunFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (jobId !== undefined) conditions.push(sql`job_id = ${jobId}::uuid`);
  if (status !== undefined) conditions.push(sql`status = ${status}`);
  if (trigger !== undefined) conditions.push(sql`trigger = ${trigger}`);
  if (from !== undefined) conditions.push(sql`id >= ${lowestIdAt(from)}::uuid`);
  if (to !== undefined) conditions.push(sql`id < ${lowestIdAt(to)}::uuid`);
  return conditions;
}

export async function findRun(
  db: Kysely<Database>,
  id: string,
): Promise<{ run: RunRow; attempts: AttemptRecord[] } | undefined> {
  const run = (await findRunRows(db, [id]))[0];
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

/** Returns a run; throws if it does not exist. */
export async function getRunRow(db: Kysely<Database>, id: string): Promise<RunRow> {
  const run = (await findRunRows(db, [id]))[0];
  if (run === undefined) throw new Error(`There is no run ${id}.`);
  return run;
}

/** Finds runs in no order, without missing ones. */
export async function findRunRows(db: Kysely<Database>, ids: string[]): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select ${live} from live_runs where id = any(${ids}::uuid[])
    union all
    select ${ended} from runs where id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

/** A live run in the form of a `RunRow`. */
export function asRunRow(
  run: {
    [Column in keyof Omit<RunRow, 'missed_until' | 'missed_count' | 'finished_at'>]: RunRow[Column];
  } & { attempt_started_at: Temporal.Instant | null },
): RunRow {
  return {
    ...run,
    started_at: run.started_at ?? run.attempt_started_at,
    missed_until: null,
    missed_count: null,
    finished_at: null,
  };
}

/** Finds which occurrences of the job have a succeeded run, and which an unfinished one. */
export async function findOccurrenceOutcomes(
  trx: Transaction<Database>,
  jobId: string,
  first: Temporal.Instant,
  last: Temporal.Instant,
): Promise<{ scheduled_for: Temporal.Instant; is_succeeded: boolean; is_unfinished: boolean }[]> {
  const isInRange = sql`job_id = ${jobId} and trigger <> 'manual'
    and scheduled_for between ${first.toString()}::timestamptz and ${last.toString()}::timestamptz`;
  const { rows } = await sql<{
    scheduled_for: Temporal.Instant;
    is_succeeded: boolean;
    is_unfinished: boolean;
  }>`
    select scheduled_for, bool_or(status = 'succeeded') as is_succeeded, bool_or(is_live) as is_unfinished
    from (
      select scheduled_for, status, true as is_live from live_runs where ${isInRange}
      union all
      -- The ID of a run is never older than its occurrence.
      select scheduled_for, status, false from runs where ${isInRange} and id >= ${lowestIdAt(first)}::uuid
    ) r
    group by scheduled_for`.execute(trx);
  return rows;
}
