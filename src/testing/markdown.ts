// Tables of a page of docs/, for the tests that hold it to the code.
import { expect } from 'vitest';

/** The cells of the rows below the head that begins so; there is exactly one such table. */
export function rowsOf(page: string, head: string): string[][] {
  const [, table, ...others] = page.split(`\n${head}`);
  expect([table !== undefined, others.length], head).toEqual([true, 0]);
  const lines = (table ?? '').split('\n').slice(2);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands as code in a cell. */
export function codesIn(cell = ''): string[] {
  return Array.from(cell.matchAll(/`([^`]*)`/g), ([, code]) => code ?? '');
}
