// Tests that a response of thousands of brackets does not grow by the square of its size.
import { expect, test } from 'vitest';
import { indentJson } from './indent.ts';

test('JSON is indented, and deep levels share an indentation', () => {
  expect(indentJson('{"a":[1,{}]}', false)).toBe('{\n  "a": [\n    1,\n    {}\n  ]\n}');
  const deep = `${'['.repeat(4_000)}1${']'.repeat(4_000)}`;
  expect(indentJson(deep, false)!.length).toBeLessThan(1_000_000);
});
