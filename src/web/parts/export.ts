// Saves everything that the filter of a list matches as a file; loaded at the first export.
import type { Page } from '../../../client/src/index.ts';

const PAGE_SIZE = 200;
/** More would fill the memory of the browser; the API has no such limit. */
const MAX_ITEMS = 20_000;

export type Format = 'csv' | 'ndjson';

export type FetchPage<T> = (query: { limit: number; cursor?: string }) => PromiseLike<Page<T>>;

/** @param name names the file, such as `jobs` */
export async function exportList<T extends object>(
  name: string,
  format: Format,
  fetchPage: FetchPage<T>,
): Promise<{ count: number; isCut: boolean }> {
  const { items, isCut } = await fetchAll(fetchPage);
  const isCsv = format === 'csv';
  const text = isCsv ? toCsv(items) : items.map((item) => `${JSON.stringify(item)}\n`).join('');
  download(`${name}.${format}`, text, isCsv ? 'text/csv' : 'application/x-ndjson');
  return { count: items.length, isCut };
}

async function fetchAll<T>(fetchPage: FetchPage<T>): Promise<{ items: T[]; isCut: boolean }> {
  const items: T[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && items.length < MAX_ITEMS) {
    const page = await fetchPage({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) });
    items.push(...page.data);
    cursor = page.next_cursor;
  }
  return { items, isCut: typeof cursor === 'string' };
}

/** A column per field; objects and lists as JSON. */
function toCsv(items: readonly object[]): string {
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const lines = items.map((item) =>
    names.map((name) => toCell(Object.entries(item).find(([key]) => key === name)?.[1])),
  );
  return [names, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A spreadsheet would calculate a text that starts like a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
