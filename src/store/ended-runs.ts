// Reads ended runs for an export: oldest first, in pages, in slices of time that keep each statement short.
import type { Kysely } from 'kysely';
import { findOldestRunAt } from './history.ts';
import { instantOf } from './ids.ts';
import { listEndedRuns, type RunFilter } from './run-lists.ts';
import type { RunInList } from './runs.ts';
import type { Database } from './schema.ts';

/** The slices become shorter above this time of a statement, and longer below a third of it. */
const AIM_MS = 100;
const FIRST_MS = 3_600_000;
const SHORTEST_MS = 60_000;

/** The end of the last page, and the slice of the next statement. */
interface Position {
  afterId: string | undefined;
  from: Temporal.Instant | undefined;
  widthMs: number;
}

/**
 * Returns a function that reads the next page. A page is empty if a slice has no matching run; the function returns
 * undefined after the last one. Statements with a rare filter take as long as one that matches often.
 * @param afterId the ID after which to begin
 */
export function createEndedRunReader(
  db: Kysely<Database>,
  { afterId, ...filter }: RunFilter & { afterId: string | undefined },
  limit: number,
): () => Promise<RunInList[] | undefined> {
  let position: Position | undefined = { afterId, from: undefined, widthMs: FIRST_MS };
  return async () => {
    if (position === undefined) return undefined;
    const { widthMs } = position;
    const from = position.from ?? (await findStart(db, filter.from, afterId));
    const end = from?.add({ milliseconds: widthMs });
    const isLast = end === undefined || isAtOrAfter(end, filter.to ?? Temporal.Now.instant());
    const startedAt = performance.now();
    const slice = { from, to: isLast ? filter.to : end };
    const runs = await listEndedRuns(db, { ...filter, ...slice, afterId: position.afterId, limit });
    const tookMs = performance.now() - startedAt;
    const last = runs.at(-1)?.id ?? position.afterId;
    if (runs.length === limit) position = { afterId: last, from, widthMs };
    else if (isLast) position = undefined;
    else position = { afterId: last, from: end, widthMs: nextWidth(widthMs, tookMs) };
    return runs;
  };
}

/** Undefined without a run. */
async function findStart(
  db: Kysely<Database>,
  from: Temporal.Instant | undefined,
  afterId: string | undefined,
): Promise<Temporal.Instant | undefined> {
  const bounds = [from, afterId === undefined ? undefined : instantOf(afterId), await findOldestRunAt(db)];
  return bounds.reduce((latest, bound) =>
    latest === undefined || (bound !== undefined && isAtOrAfter(bound, latest)) ? bound : latest,
  );
}

function isAtOrAfter(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) >= 0;
}

function nextWidth(widthMs: number, tookMs: number): number {
  if (tookMs < AIM_MS / 3) return widthMs * 4;
  return tookMs > AIM_MS ? Math.max(SHORTEST_MS, Math.floor(widthMs / 2)) : widthMs;
}
