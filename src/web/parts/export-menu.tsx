// Exports everything that the filter of a list matches, as CSV or as one JSON object per line.
import type { Page } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { Menu } from './menu.tsx';
import { showMessage } from './messages.tsx';

const PAGE_SIZE = 200;
/** More would fill the memory of the browser; the API has no such limit. */
const MAX_ITEMS = 20_000;

interface Props<T> {
  /** Names the file, such as `jobs`. */
  name: string;
  fetchPage: (query: { limit: number; cursor?: string }) => PromiseLike<Page<T>>;
}

export function ExportMenu<T extends object>({ name, fetchPage }: Props<T>) {
  const save = async (ending: 'csv' | 'ndjson') => {
    try {
      const { items, isCut } = await fetchAll(fetchPage);
      const text =
        ending === 'csv' ? toCsv(items) : items.map((item) => `${JSON.stringify(item)}\n`).join('');
      download(`${name}.${ending}`, text, ending === 'csv' ? 'text/csv' : 'application/x-ndjson');
      const cut = isCut ? ' Narrow the filter to export the rest.' : '';
      showMessage(`${formatCount(items.length)} ${name} exported.${cut}`);
    } catch (error) {
      showMessage(`Not exported. ${describeError(error)}`);
    }
  };
  return (
    <Menu
      label={`Export ${name}`}
      word="Export"
      items={() => [
        { does: 'CSV, for a spreadsheet', run: () => void save('csv') },
        { does: 'NDJSON, one object per line', run: () => void save('ndjson') },
      ]}
    />
  );
}

async function fetchAll<T>(fetchPage: Props<T>['fetchPage']): Promise<{ items: T[]; isCut: boolean }> {
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
