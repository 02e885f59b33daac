// Lists jobs on the embedded backend: as job-lists.ts, but slice by slice where no index has the matching jobs.
import type { Kysely } from 'kysely';
import {
  findMatchingIds,
  type JobFilter,
  type JobOrder,
  type JobPosition,
  type JobSort,
  type ListedJob,
  listJobs,
  listPositions,
  SEARCHED_CHARACTERS,
} from './job-lists.ts';
import { countJobs } from './job-states.ts';
import type { Database } from './schema.ts';
import { startRead } from './slices.ts';

/** A statement reads so many jobs, which takes about 5 ms. */
const SLICE = 2_000;
/** One statement reads all of so many jobs in less than 100 ms. */
const READ_AT_ONCE = 30_000;

/** `readAtOnce` is for tests. */
export async function listJobsInSlices(
  db: Kysely<Database>,
  filter: JobFilter,
  order: JobOrder,
  readAtOnce = READ_AT_ONCE,
): Promise<ListedJob[]> {
  if (isIndexed(filter, order.sort)) return await listJobs(db, filter, order);
  const { active, inactive, failed } = await countJobs(db);
  if (active + inactive + failed <= readAtOnce) return await listJobs(db, filter, order);

  const checkTime = startRead();
  const everything = { failingAfter: filter.failingAfter };
  const found: JobPosition[] = [];
  let { after } = order;
  for (;;) {
    const slice = await listPositions(db, everything, { ...order, after, limit: SLICE });
    const ids = slice.map(({ id }) => id);
    const matching = await findMatchingIds(db, ids, filter);
    found.push(...slice.filter(({ id }) => matching.has(id)));
    if (found.length >= order.limit || slice.length < SLICE) break;
    after = slice.at(-1);
    checkTime();
  }
  const page = found.slice(0, order.limit).map(({ id }) => id);
  return await listJobs(db, { ...everything, ids: page }, { ...order, after: undefined });
}

/** Whether an index finds the matching jobs, or everything matches. */
function isIndexed({ q, schedule_type, failing, status, ids }: JobFilter, sort: JobSort): boolean {
  if (ids !== undefined) return true;
  const isSearch = q !== undefined && [...q].length >= SEARCHED_CHARACTERS;
  const hasOrder = status === undefined || sort === 'created_at';
  return !isSearch && schedule_type === undefined && failing !== false && hasOrder;
}
