// Pages of a list: cursors, and the link to the next one.
import type { Context } from 'hono';
import { Problem } from './problems.ts';

const DEFAULT_LIMIT = 50;
const IS_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where a page starts: after the row with this id, and this value of what the list is sorted by. */
export interface Position {
  id: string;
  value: string | null;
}

export interface PageRequest {
  limit: number;
  /** Undefined for the first page. */
  after: Position | undefined;
}

/**
 * `order` names what the list is sorted by: a cursor holds for the order it was made for.
 * Throws 400 for a cursor that no page of such a list gave out.
 */
export function readPage(
  query: { limit?: number | undefined; cursor?: string | undefined },
  order = 'id',
): PageRequest {
  const limit = query.limit ?? DEFAULT_LIMIT;
  return { limit, after: readCursor(query.cursor, order) };
}

export function readCursor(cursor: string | undefined, order: string): Position | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const [madeFor, id, value] = parse(text);
  const isOurs =
    madeFor === order &&
    typeof id === 'string' &&
    IS_UUID.test(id) &&
    (value === null || typeof value === 'string') &&
    writeCursor({ id, value }, order) === cursor;
  if (isOurs) return { id, value };
  throw new Problem(400, 'The cursor is not one that a page of this list gave out.', {
    errors: [{ pointer: 'cursor', detail: 'take it from next_cursor of the page before' }],
  });
}

export function writeCursor({ id, value }: Position, order: string): string {
  return Buffer.from(JSON.stringify([order, id, value])).toString('base64url');
}

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/**
 * Makes the answer out of up to `limit + 1` rows, of which the last only tells that there is more; sets `Link`.
 * `sort_value` is what of a row the list is sorted by, if that is not its id.
 */
export function toPage<Row extends { id: string; sort_value?: string | null }, Item>(
  c: Context,
  rows: Row[],
  limit: number,
  view: (row: Row) => Item,
  order = 'id',
): { data: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  if (!last) return { data: shown.map(view), next_cursor: null };

  const cursor = writeCursor({ id: last.id, value: last.sort_value ?? null }, order);
  const next = new URL(c.req.url);
  next.searchParams.set('cursor', cursor);
  c.header('link', `<${next.pathname}${next.search}>; rel="next"`);
  return { data: shown.map(view), next_cursor: cursor };
}
