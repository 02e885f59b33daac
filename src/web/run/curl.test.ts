// Tests quoting with a real shell.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { quoteShell } from './curl.ts';

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
