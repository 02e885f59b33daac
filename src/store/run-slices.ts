// Lists and counts runs on the embedded backend: as run-lists.ts, slice by slice.
import type { Kysely } from 'kysely';
import { findOldestRunAt } from './history.ts';
import { instantOf } from './ids.ts';
import { countRuns, listRuns, type RunFilter } from './run-lists.ts';
import type { RunInList } from './runs.ts';
import type { Database } from './schema.ts';
import { readBackward } from './slices.ts';

export const listRunsInSlices: typeof listRuns = async (db, { afterId, limit, ...filter }) => {
  const found: RunInList[] = [];
  // The page can begin within the millisecond of the last run of the page before.
  const end = afterId === undefined ? undefined : instantOf(afterId).add({ milliseconds: 1 });
  const to = earlier(filter.to, end);
  await readBackward({ from: filter.from, to }, oldestOf(db), async (slice) => {
    found.push(...(await listRuns(db, { ...filter, ...slice, afterId, limit: limit - found.length })));
    return found.length >= limit;
  });
  return found;
};

type Counts = Awaited<ReturnType<typeof countRuns>>;

export const countRunsInSlices: typeof countRuns = async (db, filter, limit) => {
  let total: Counts | undefined;
  await readBackward({ from: filter.from, to: filter.to }, oldestOf(db), async (slice) => {
    const counts = await countRuns(db, { ...filter, ...slice }, limit);
    const sum = Object.entries(counts).map(([status, count]) => [
      status,
      Math.min(limit, count + (total?.[status as keyof Counts] ?? 0)),
    ]);
    total = Object.fromEntries(sum) as Counts;
    return Object.values(total).every((count) => count >= limit);
  });
  return total!;
};

function oldestOf(db: Kysely<Database>) {
  return () => findOldestRunAt(db);
}

function earlier(one: RunFilter['to'], other: Temporal.Instant | undefined): Temporal.Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Temporal.Instant.compare(one, other) < 0 ? one : other;
}
