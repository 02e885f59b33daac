// Lists jobs: filtered, searched, sorted and paged.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { isFailingState } from './failing-jobs.ts';
import type { ScheduleType } from './job-columns.ts';
import { type JobInList, selectJobsInList } from './jobs.ts';
import { isUndecided } from './live-runs.ts';
import type { Database, JobStatus } from './schema.ts';

export interface JobFilter {
  ids?: string[] | undefined;
  status?: JobStatus | undefined;
  schedule_type?: ScheduleType | undefined;
  tag?: string | undefined;
  managed_by?: string | undefined;
  /** A part of the name, description, target or key, or one or two characters that the name starts with; case-insensitive. */
  q?: string | undefined;
  /** Whether the job is failing. */
  failing?: boolean | undefined;
  /** The failed runs in a row from which a job is failing. */
  failingAfter: number;
}

export type JobSort = 'created_at' | 'name' | 'next_run';

/** The position before a page: the ID and the sort value of the last job of the previous page. */
export interface JobPosition {
  id: string;
  /** Null for `created_at`, which is in the ID. */
  value: string | null;
}

// The expression of the index. A line break separates the columns, because queries rarely contain it.
const searched = sql<string>`lower(j.name || e'\n' || coalesce(j.description, '') || e'\n' || j.target || e'\n'
  || coalesce(j.key, ''))`;
/** A shorter text has no trigram: its search would read every job. */
export const SEARCHED_CHARACTERS = 3;
// The expression of the index.
const prefixed = sql<string>`lower(j.name)`;
// The expression of the index: jobs without a next occurrence are last.
const dueAt = sql`coalesce(s.next_due_at, 'infinity'::timestamptz)`;

const joinStates = sql`join job_states s on s.job_id = j.id`;

/** The sort expression before the ID. */
const SORT_VALUES = { created_at: undefined, name: sql`j.name` };

export interface JobOrder {
  sort: JobSort;
  isDescending: boolean;
  after?: JobPosition | undefined;
  limit: number;
}

export type ListedJob = JobInList & { sort_value: string | null };

/** Lists up to `limit` jobs after the position: first the IDs of the page, then the columns of its jobs. */
export async function listJobs(
  db: Kysely<Database>,
  filter: JobFilter,
  order: JobOrder,
): Promise<ListedJob[]> {
  return (await selectJobsInList(pageOf(filter, order)).execute(db)).rows as ListedJob[];
}

/** Lists the positions of up to `limit` jobs after the position, as `listJobs` does. */
export async function listPositions(
  db: Kysely<Database>,
  filter: JobFilter,
  order: JobOrder,
): Promise<JobPosition[]> {
  const { rows } = await sql<JobPosition>`
    select id, sort_value as value from (${pageOf(filter, order)}) p order by place`.execute(db);
  return rows;
}

/** The IDs of the jobs that match. Reads exactly these jobs: the fence keeps the filter from selecting an index. */
export async function findMatchingIds(
  db: Kysely<Database>,
  ids: readonly string[],
  filter: JobFilter,
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select j.id from (select * from jobs where id = any(${ids}::uuid[]) offset 0) j ${joinStates}
    ${where(filterConditions(filter))}`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/**
 * The IDs of a page with their sort values and places. The limit is part of the text, because PostgreSQL does not keep a
 * plan with a parameter as limit.
 */
function pageOf(filter: JobFilter, order: JobOrder): RawBuilder<unknown> {
  const { sort, isDescending, after, limit } = order;
  if (sort === 'next_run') return pageByNextRun(filter, order);
  const value = SORT_VALUES[sort];
  // The ID of the table that orders the page, so that one index has the order.
  const id = isOfStates(filter, sort) ? sql`s.job_id` : sql`j.id`;
  const direction = sql.raw(isDescending ? 'desc' : 'asc');
  const beyond = sql.raw(isDescending ? '<' : '>');
  const conditions = filterConditions(filter);
  if (after && value === undefined) conditions.push(sql`${id} ${beyond} ${after.id}::uuid`);
  else if (after && value !== undefined)
    conditions.push(sql`(${value}, ${id}) ${beyond} (${after.value}, ${after.id}::uuid)`);
  const ordering =
    value === undefined ? sql`${id} ${direction}` : sql`${value} ${direction}, ${id} ${direction}`;
  return sql`
    select p.*, row_number() over () as place from (
      select j.id, ${value === undefined ? sql`null` : sql`${value}::text`} as sort_value
      from jobs j ${needsStates(filter) ? joinStates : sql``}
      ${where(conditions)} order by ${ordering} limit ${sql.lit(limit)}
    ) p`;
}

/**
 * The page by the start of the run that jobs show as next: of a planned run that has not started, else of the next
 * occurrence. Planned runs are few, and occurrences are read in the order of their index.
 */
function pageByNextRun(filter: JobFilter, { isDescending, after, limit }: JobOrder): RawBuilder<unknown> {
  const direction = sql.raw(isDescending ? 'desc' : 'asc');
  const beyond = sql.raw(isDescending ? '<' : '>');
  const conditions = filterConditions(filter);
  const part = (value: RawBuilder<unknown>, id: RawBuilder<unknown>, from: RawBuilder<unknown>) => sql`
    (select ${id} as id, ${value} as sort_at from ${from}
     ${where([
       ...conditions,
       ...(after ? [sql`(${value}, ${id}) ${beyond} (${after.value}::timestamptz, ${after.id}::uuid)`] : []),
     ])}
     order by ${value} ${direction}, ${id} ${direction} limit ${sql.lit(limit)})`;
  return sql`
    select p.id, p.sort_at::text as sort_value, row_number() over () as place from (
      with planned as materialized (
        select distinct on (r.job_id) r.job_id, r.due_at from live_runs r where ${isUndecided('r')}
        order by r.job_id, r.id)
      select id, sort_at from (
        ${part(sql`p.due_at`, sql`p.job_id`, sql`planned p join jobs j on j.id = p.job_id ${joinStates}`)}
        union all
        ${part(
          dueAt,
          sql`s.job_id`,
          sql`(select * from job_states where job_id not in (select job_id from planned)) s
              join jobs j on j.id = s.job_id`,
        )}
      ) u order by sort_at ${direction}, id ${direction} limit ${sql.lit(limit)}
    ) p`;
}

/** Whether the filter needs the states of jobs. */
function needsStates({ status, failing }: JobFilter): boolean {
  return status !== undefined || failing !== undefined;
}

/** Whether the index of statuses has the order of the page. */
function isOfStates({ status, failing, tag, managed_by, q }: JobFilter, sort: JobSort): boolean {
  return (
    sort === 'created_at' &&
    (status !== undefined || failing === true) &&
    tag === undefined &&
    managed_by === undefined &&
    q === undefined
  );
}

/** Lists the IDs of up to `limit` matching jobs after `afterId`, oldest first. */
export async function listJobIds(
  db: Kysely<Database>,
  filter: JobFilter,
  { afterId, limit }: { afterId: string | undefined; limit: number },
): Promise<string[]> {
  const conditions = filterConditions(filter);
  if (afterId !== undefined) conditions.push(sql`j.id > ${afterId}::uuid`);
  const { rows } = await sql<{ id: string }>`
    select j.id from jobs j ${needsStates(filter) ? joinStates : sql``}
    ${where(conditions)} order by j.id limit ${sql.lit(limit)}`.execute(db);
  return rows.map((job) => job.id);
}

function where(conditions: RawBuilder<unknown>[]) {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
}

function filterConditions({
  ids,
  status,
  schedule_type,
  tag,
  managed_by,
  q,
  failing,
  failingAfter,
}: JobFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (ids !== undefined) conditions.push(sql`j.id = any(${ids}::uuid[])`);
  if (status !== undefined) conditions.push(sql`s.status = ${status}`);
  if (schedule_type !== undefined) conditions.push(sql`j.schedule_type = ${schedule_type}`);
  if (tag !== undefined) conditions.push(sql`j.tags @> ${JSON.stringify([tag])}::jsonb`);
  if (managed_by !== undefined) conditions.push(sql`j.managed_by = ${managed_by}`);
  if (q !== undefined && q !== '' && [...q].length < SEARCHED_CHARACTERS) {
    // Ranges of the index, whatever the plan: a pattern as a parameter would not be.
    const from = q.toLowerCase();
    conditions.push(sql`${prefixed} ~>=~ ${from} and ${prefixed} ~<~ ${`${from}\u{10ffff}`}`);
  } else if (q !== undefined && q !== '') {
    const pattern = `%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
    conditions.push(sql`${searched} like ${pattern}`);
  }
  if (failing === true) conditions.push(isFailingState(failingAfter));
  if (failing === false) conditions.push(sql`not ${isFailingState(failingAfter)}`);
  return conditions;
}
