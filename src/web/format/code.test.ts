// Tests quoting with a real shell, and that indented JSON of thousands of brackets stays small.
import { execFileSync } from 'node:child_process';
import { expect, it, test } from 'vitest';
import { indentJson, quoteShell } from './code.ts';

it.each([
  "it's",
  'a\nb',
  '$(id) `id` \\',
  "\u001b[31mred\u0007 it's \\ end\n",
  'tab\tand\rreturn',
  '\u202etxt.exe',
])('%j is one word with the same text, without control characters', (text) => {
  const quoted = quoteShell(text);
  expect(quoted.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  const output = execFileSync('bash', ['-c', `printf %s ${quoted}`], {
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] },
  });
  expect(output).toBe(text);
});

test('JSON is indented, and deep levels share an indentation', () => {
  expect(indentJson('{"a":[1,{}]}', false)).toBe('{\n  "a": [\n    1,\n    {}\n  ]\n}');
  const deep = `${'['.repeat(4_000)}1${']'.repeat(4_000)}`;
  expect(indentJson(deep, false)!.length).toBeLessThan(1_000_000);
});
