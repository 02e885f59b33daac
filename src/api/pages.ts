// Pages of a list: cursors, and the link to the next one.
import type { Context } from 'hono';
import { Problem } from './problems.ts';

const DEFAULT_LIMIT = 50;

export interface PageRequest {
  limit: number;
  /** The id that the page starts after; undefined for the first page. */
  afterId: string | undefined;
}

/** Throws 400 for a cursor that no page gave out. */
export function readPage(query: { limit?: number | undefined; cursor?: string | undefined }): PageRequest {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (query.cursor === undefined || query.cursor === '') return { limit, afterId: undefined };
  const bytes = Buffer.from(query.cursor, 'base64url');
  if (bytes.length !== 16 || bytes.toString('base64url') !== query.cursor) {
    throw new Problem(400, 'The cursor is not one that a page of this list gave out.', {
      errors: [{ pointer: 'cursor', detail: 'take it from next_cursor of the page before' }],
    });
  }
  const hex = bytes.toString('hex');
  const afterId = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
  return { limit, afterId };
}

/**
 * Makes the answer out of up to `limit + 1` rows, of which the last only tells that there is more; sets `Link`.
 */
export function toPage<Row extends { id: string }, Item>(
  c: Context,
  rows: Row[],
  limit: number,
  view: (row: Row) => Item,
): { data: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  if (!last) return { data: shown.map(view), next_cursor: null };

  const cursor = Buffer.from(last.id.replaceAll('-', ''), 'hex').toString('base64url');
  const next = new URL(c.req.url);
  next.searchParams.set('cursor', cursor);
  c.header('link', `<${next.pathname}${next.search}>; rel="next"`);
  return { data: shown.map(view), next_cursor: cursor };
}
