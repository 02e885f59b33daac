// Tests that docs/security.md names a test for every section, and only tests that exist.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rowsOf } from './testing/markdown.ts';

const page = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8');
const rows = rowsOf(page, '| section | tests |');

test('every section but the limitations names its tests, and each exists', () => {
  const sections = Array.from(page.matchAll(/^## (.*)$/gm), ([, name]) => name);
  const named = rows.map(([section = '']) => section);
  expect(new Set(named)).toEqual(
    new Set(sections.filter((name) => !['Tests', 'Limitations'].includes(name!))),
  );
  for (const [section, tests = ''] of rows) {
    const files = Array.from(tests.matchAll(/`([^`]+\.test\.ts)`/g), ([, file]) => file!);
    expect(files.length, section).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(new URL(file, import.meta.url)), file).toBe(true);
  }
});
