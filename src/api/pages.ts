// Pagination of lists: cursors and the link to the next page.
import type { Context } from 'hono';
import { type FieldError, Problem } from './problems.ts';

const DEFAULT_LIMIT = 50;
/** A page ends before the payloads or changes in it exceed this size. */
export const PAGE_BYTES = 2 * 1024 * 1024;
const IS_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The start of a page: after the row with this ID and this sort value. */
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
 * `order` is the sort order of the list; a cursor is valid only for its order.
 * Throws 400 for an invalid cursor.
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
  const [cursorOrder, id, value] = parse(text);
  const isValid =
    cursorOrder === order &&
    typeof id === 'string' &&
    IS_UUID.test(id) &&
    (value === null || typeof value === 'string') &&
    isSortValue(value, order.replace('-', '')) &&
    writeCursor({ id, value }, order) === cursor;
  if (isValid) return { id, value };
  throw new Problem(400, 'The cursor is invalid for this list and sort order.', {
    errors: [{ pointer: 'cursor', detail: 'must be the next_cursor of the previous page' }],
  });
}

/** The error of the cursor of a body, beside errors of other fields. */
export function findCursorErrors(cursor: unknown, order: string): FieldError[] {
  try {
    readCursor(typeof cursor === 'string' ? cursor : undefined, order);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return (error.errors ?? []).map((fault) => ({ ...fault, pointer: `/${fault.pointer}` }));
  }
}

/** Whether PostgreSQL can compare the value with those of the sort field. */
function isSortValue(value: string | null, sort: string): boolean {
  switch (sort) {
    case 'name':
      return value !== null && !value.includes('\0') && value.isWellFormed();
    case 'next_run':
      return value !== null && (value === 'infinity' || isTimestamp(value));
    default:
      return value === null;
  }
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)\+00$/;

/** An instant as PostgreSQL writes it. */
function isTimestamp(text: string): boolean {
  const [, day, time] = TIMESTAMP.exec(text) ?? [];
  try {
    return day !== undefined && Temporal.Instant.from(`${day}T${time}Z`).epochMilliseconds > 0;
  } catch {
    return false;
  }
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
 * Creates a page from up to `limit + 1` rows, of which the last only shows that there is another page. Sets `Link`.
 * `sort_value` is the sort value of a row if the list is not sorted by ID. `isCut`: more rows follow in any case.
 */
export function toPage<Row extends { id: string; sort_value?: string | null }, Item>(
  c: Context,
  rows: Row[],
  limit: number,
  view: (row: Row) => Item,
  { order = 'id', isCut = false }: { order?: string; isCut?: boolean } = {},
): { data: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = isCut || rows.length > limit ? shown.at(-1) : undefined;
  if (!last) return { data: shown.map(view), next_cursor: null };

  const cursor = writeCursor({ id: last.id, value: last.sort_value ?? null }, order);
  const next = new URL(c.req.url);
  next.searchParams.set('cursor', cursor);
  c.header('link', `<${next.pathname}${next.search}>; rel="next"`);
  return { data: shown.map(view), next_cursor: cursor };
}
