// Test helper: parses tables of documentation pages.
import { expect } from 'vitest';

/** The rows of the only table whose header starts with `head`, as cells. */
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

/** The code spans of a cell. */
export function codesIn(cell = ''): string[] {
  return Array.from(cell.matchAll(/`([^`]*)`/g), ([, code]) => code ?? '');
}
