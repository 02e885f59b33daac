// Lists of jobs: filtered, searched and sorted, a page at a time.
import { type Kysely, sql } from 'kysely';
import { type JobView, selectJobViews } from './jobs.ts';
import type { Database, JobStatus, ScheduleType } from './schema.ts';

export interface JobFilter {
  status?: JobStatus | undefined;
  schedule_type?: ScheduleType | undefined;
  tag?: string | undefined;
  /** Part of the name, the description, the target or the key, in any case. */
  q?: string | undefined;
  /** Active, and its last runs failed; or not so. */
  failing?: boolean | undefined;
}

export type JobSort = 'created_at' | 'name' | 'next_run';

/** Where a page starts: after the job with this id, and this value of what is sorted by. */
export interface JobPosition {
  id: string;
  /** Null for `created_at`, which ids of version 7 tell themselves. */
  value: string | null;
}

// As in the index; the parts are kept apart by a character that no query is likely to hold.
const searched = sql<string>`lower(jobs.name || e'\n' || coalesce(jobs.description, '') || e'\n' || jobs.target || e'\n'
  || coalesce(jobs.key, ''))`;
// As in the index: what has no next run comes last.
const nextRun = sql<Temporal.Instant>`coalesce(jobs.next_run, 'infinity'::timestamptz)`;

// As in the index.
const isFailing = sql<boolean>`jobs.is_failing and jobs.status = 'active'`;

/** Up to `limit` jobs from the position on, in order. */
export async function listJobs(
  db: Kysely<Database>,
  filter: JobFilter,
  order: { sort: JobSort; isDescending: boolean; after?: JobPosition | undefined; limit: number },
): Promise<(JobView & { sort_value: string | null })[]> {
  const { sort, isDescending, after, limit } = order;
  const direction = isDescending ? 'desc' : 'asc';
  const beyond = sql.raw(isDescending ? '<' : '>');
  let query = filterJobs(selectJobViews(db), filter).limit(limit);
  switch (sort) {
    case 'created_at':
      if (after) query = query.where(sql<boolean>`jobs.id ${beyond} ${after.id}::uuid`);
      return await query.select(sql<null>`null`.as('sort_value')).orderBy('jobs.id', direction).execute();
    case 'name':
      if (after)
        query = query.where(sql<boolean>`(jobs.name, jobs.id) ${beyond} (${after.value}, ${after.id}::uuid)`);
      return await query
        .select('jobs.name as sort_value')
        .orderBy('jobs.name', direction)
        .orderBy('jobs.id', direction)
        .execute();
    case 'next_run':
      if (after)
        query = query.where(
          sql<boolean>`(${nextRun}, jobs.id) ${beyond} (${after.value}::timestamptz, ${after.id}::uuid)`,
        );
      return await query
        .select(sql<string>`${nextRun}::text`.as('sort_value'))
        .orderBy(nextRun, direction)
        .orderBy('jobs.id', direction)
        .execute();
  }
}

/** The ids of up to `limit` jobs that match, oldest first, from the one after `afterId` on. */
export async function listJobIds(
  db: Kysely<Database>,
  filter: JobFilter,
  { afterId, limit }: { afterId: string | undefined; limit: number },
): Promise<string[]> {
  let query = filterJobs(selectJobViews(db), filter).orderBy('jobs.id').limit(limit);
  if (afterId !== undefined) query = query.where('jobs.id', '>', afterId);
  return (await query.execute()).map((job) => job.id);
}

function filterJobs(
  jobs: ReturnType<typeof selectJobViews>,
  { status, schedule_type, tag, q, failing }: JobFilter,
): ReturnType<typeof selectJobViews> {
  let query = jobs;
  if (status !== undefined) query = query.where('jobs.status', '=', status);
  if (schedule_type !== undefined) query = query.where('jobs.schedule_type', '=', schedule_type);
  if (tag !== undefined) query = query.where(sql<boolean>`jobs.tags @> ${JSON.stringify([tag])}::jsonb`);
  if (q !== undefined && q !== '') {
    const pattern = `%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where(sql<boolean>`${searched} like ${pattern}`);
  }
  if (failing === true) query = query.where(isFailing);
  if (failing === false) query = query.where(sql<boolean>`not (${isFailing})`);
  return query;
}
