// Lists and counts runs for the API: live runs and history together, filtered and paged.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { lowestIdAt } from './ids.ts';
import { endedInList, liveInList, type RunInList } from './runs.ts';
import type { Database, RunStatus, RunTrigger } from './schema.ts';

/** `from` is inclusive, `to` is not. */
export interface RunFilter {
  jobId?: string | undefined;
  ids?: string[] | undefined;
  status?: RunStatus | undefined;
  trigger?: RunTrigger | undefined;
  /** A status code such as `503`, or a class such as `5xx`. */
  statusCode?: string | undefined;
  errorCode?: string | undefined;
  /** Of the target of the job, as it is now. */
  host?: string | undefined;
  /** Of the job, as it is now. */
  tag?: string | undefined;
  from?: Temporal.Instant | undefined;
  to?: Temporal.Instant | undefined;
}

const LIVE_STATUSES = new Set<RunStatus>(['queued', 'running', 'retrying']);
/** Above this number, jobs are not listed by ID: so many jobs have recent runs. */
const JOBS_BY_ID = 2_000;
/** Up to so many jobs, their index can be the best one of several. */
const JOBS_BY_INDEX = 50;
/** Runs that are read job by job for one page. More are read in the order of the page, until it is full. */
const RUNS_BY_JOB = 110_000;

const all = (conditions: RawBuilder<unknown>[]) =>
  conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);

/** Lists runs after `afterId`, newest first. */
export async function listRuns(
  db: Kysely<Database>,
  { afterId, limit, ...filter }: RunFilter & { afterId?: string | undefined; limit: number },
): Promise<RunInList[]> {
  const page = afterId === undefined ? [] : [sql`id < ${afterId}::uuid`];
  return await selectRuns(db, filter, page, { direction: 'desc', limit });
}

/** Lists ended runs after `afterId`, oldest first. */
export async function listEndedRuns(
  db: Kysely<Database>,
  { afterId, limit, ...filter }: RunFilter & { afterId: string | undefined; limit: number },
): Promise<RunInList[]> {
  const page = afterId === undefined ? [] : [sql`id > ${afterId}::uuid`];
  return await selectRuns(db, filter, page, { direction: 'asc', limit, isEnded: true });
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

/** Statuses of runs that need attention, or that have not ended. */
const COUNTED = ['queued', 'running', 'retrying', 'failed', 'skipped', 'missed', 'canceled'] as const;

/** Counts up to `limit` matching runs of each status. */
export async function countRuns(
  db: Kysely<Database>,
  filter: Omit<RunFilter, 'status'>,
  limit: number,
): Promise<Record<(typeof COUNTED)[number], number>> {
  const jobs = await findMatchingJobs(db, filter);
  const counts = COUNTED.map((status) => {
    const { from, where } = sourceOf({ ...filter, status }, jobs, limit)[0]!;
    return sql`(select count(*) from (select from ${from} where ${all(where)} limit ${sql.lit(limit)}) r)::integer as ${sql.id(status)}`;
  });
  const { rows } = await sql<Record<(typeof COUNTED)[number], number>>`select ${sql.join(counts)}`.execute(
    db,
  );
  return rows[0]!;
}

/** Selects a page from each of the two tables, and the first rows of both. */
async function selectRuns(
  db: Kysely<Database>,
  filter: RunFilter,
  page: RawBuilder<unknown>[],
  { direction, limit, isEnded }: { direction: 'asc' | 'desc'; limit: number; isEnded?: true },
): Promise<RunInList[]> {
  const jobs = await findMatchingJobs(db, filter);
  // The limit is part of the text, because PostgreSQL does not keep a plan with a parameter as limit.
  const order = sql`order by id ${sql.raw(direction)} limit ${sql.lit(limit)}`;
  const sources = sourceOf(filter, jobs, limit).filter(({ isLive }) => !(isEnded && isLive));
  const parts = sources.map(({ columns, from, where, keys }) =>
    keys === undefined
      ? sql`(select ${columns} from ${from} where ${all([...where, ...page])} ${order})`
      : // The newest runs of each key, by its index, and the newest of those.
        sql`(select r.* from unnest(${keys.values}) k (value) cross join lateral (
          select ${columns} from ${from} where ${keys.column} = k.value and ${all([...where, ...page])} ${order}
        ) r ${order})`,
  );
  const { rows } = await sql<RunInList>`
    select * from (${sql.join(parts, sql` union all `)}) run ${order}`.execute(db);
  return rows;
}

interface Source {
  columns: RawBuilder<unknown>;
  from: RawBuilder<unknown>;
  where: RawBuilder<unknown>[];
  isLive?: true;
  /** Values of an indexed column, to read one after the other. */
  keys?: { column: RawBuilder<unknown>; values: RawBuilder<unknown> } | undefined;
}

/** The tables that can contain matching runs, with the conditions. */
function sourceOf(filter: RunFilter, jobs: MatchingJobs, limit: number): Source[] {
  const { status } = filter;
  const where = [...filterConditions(filter), ...jobs.conditions];
  const sources: Source[] = [];
  if (status === undefined || LIVE_STATUSES.has(status))
    sources.push({ columns: liveInList, from: sql`live_runs`, where, isLive: true });
  if (status === undefined || !LIVE_STATUSES.has(status)) {
    const ended = [...where, ...impliedConditions(filter)];
    sources.push({ columns: endedInList, from: sql`runs`, where: ended, keys: keysOf(filter, jobs, limit) });
  }
  return sources;
}

/** Values of the index to read, unless one condition selects an index that has the order of the page. */
function keysOf(
  { jobId, status, statusCode, errorCode }: RunFilter,
  { ids }: MatchingJobs,
  limit: number,
): Source['keys'] {
  if (jobId !== undefined || errorCode !== undefined) return undefined;
  if (statusCode !== undefined && isClass(statusCode) && statusCode !== '2xx')
    return { column: sql`status_code`, values: sql`${codesOf(statusCode)}::integer[]` };
  const isOrdered = isRare(statusCode) || (status !== undefined && status !== 'succeeded');
  if (ids === undefined || isOrdered || ids.length * limit > RUNS_BY_JOB) return undefined;
  return { column: sql`job_id`, values: sql`${ids}::uuid[]` };
}

const isClass = (code: string) => code.endsWith('xx');
const isRare = (code: string | undefined) => code !== undefined && code !== '200' && code !== '2xx';
const codesOf = (code: string) =>
  Array.from({ length: 100 }, (_, second) => Number(code.charAt(0)) * 100 + second);

/** The conditions of partial indexes that follow from the filter. */
function impliedConditions({ status, statusCode }: RunFilter): RawBuilder<unknown>[] {
  return [
    ...(status !== undefined && status !== 'succeeded' ? [sql`status <> 'succeeded'`] : []),
    ...(isRare(statusCode) ? [sql`status_code <> 200`] : []),
  ];
}

function filterConditions(filter: RunFilter): RawBuilder<unknown>[] {
  const { jobId, ids, status, trigger, statusCode, errorCode, from, to } = filter;
  const conditions: RawBuilder<unknown>[] = [];
  if (jobId !== undefined) conditions.push(sql`job_id = ${jobId}::uuid`);
  if (ids !== undefined) conditions.push(sql`id = any(${ids}::uuid[])`);
  if (status !== undefined) conditions.push(sql`status = ${status}`);
  if (trigger !== undefined) conditions.push(sql`trigger = ${trigger}`);
  if (errorCode !== undefined) conditions.push(sql`error_code = ${errorCode}`);
  if (statusCode !== undefined && isClass(statusCode)) {
    const codes = codesOf(statusCode);
    conditions.push(sql`status_code between ${codes[0]}::integer and ${codes.at(-1)}::integer`);
  } else if (statusCode !== undefined) conditions.push(sql`status_code = ${Number(statusCode)}::integer`);
  if (from !== undefined) conditions.push(sql`id >= ${lowestIdAt(from)}::uuid`);
  if (to !== undefined) conditions.push(sql`id < ${lowestIdAt(to)}::uuid`);
  return conditions;
}

interface MatchingJobs {
  /** Undefined without a filter by job, or if more than 2 000 match. */
  ids: string[] | undefined;
  conditions: RawBuilder<unknown>[];
}

/** Finds the jobs with the host and the tag. */
async function findMatchingJobs(
  db: Kysely<Database>,
  { host, tag }: Pick<RunFilter, 'host' | 'tag'>,
): Promise<MatchingJobs> {
  if (host === undefined && tag === undefined) return { ids: undefined, conditions: [] };
  const matching = all([
    ...(host === undefined ? [] : [sql`j.target_host = ${host}`]),
    ...(tag === undefined ? [] : [sql`j.tags @> ${JSON.stringify([tag])}::jsonb`]),
  ]);
  const { rows } = await sql<{ id: string }>`
    select j.id from jobs j where ${matching} limit ${sql.lit(JOBS_BY_ID + 1)}`.execute(db);
  const ids = rows.map((row) => row.id);
  if (ids.length <= JOBS_BY_ID) {
    const isAmong = sql`job_id = any(${ids}::uuid[])`;
    // With many jobs, their index would be read for each job and day: `is true` keeps PostgreSQL from it.
    return { ids, conditions: [ids.length <= JOBS_BY_INDEX ? isAmong : sql`(${isAmong}) is true`] };
  }
  // Run by run, in the order of the page: `offset 0` prevents a join that would read all of history.
  const isMatching = sql`exists (select from jobs j where j.id = job_id and ${matching} offset 0)`;
  return { ids: undefined, conditions: [isMatching] };
}
