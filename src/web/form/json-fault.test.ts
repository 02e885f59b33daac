// Tests the place and the cause of the first error of a JSON text.
import { expect, test } from 'vitest';
import { findJsonFault } from './json-fault.ts';

test.each([
  ['{ "a": 2', 1, 9, 'missing comma or }', true],
  ['{\n  "dry": tru', 2, 10, 'tru is not a JSON value; put text in double quotes', false],
  ["{ 'a': 1 }", 1, 3, 'use double quotes instead of single quotes', false],
  ['{ "a": 1, }', 1, 11, 'extra comma before }', false],
  ['[1, ]', 1, 5, 'extra comma before ]', false],
  ['{ "a" 1 }', 1, 7, 'missing colon after the property name', false],
  ['{ "a":', 1, 7, 'a value is missing', true],
  ['["a', 1, 2, 'this string has no closing quote; write a line break as \\n', true],
  ['["\\q"]', 1, 2, 'not a JSON escape', false],
  ['// none\n1', 1, 1, 'JSON has no comments', false],
  ['1 2', 1, 3, 'unexpected text after the value', false],
  ['[12345678901234567890]', 1, 2, 'this number would lose digits; send it as a string', false],
  ['['.repeat(66) + ']'.repeat(66), 1, 66, 'nested deeper than 64 levels', false],
])('%j', (text, line, column, problem, isEnd) => {
  expect(findJsonFault(text)).toMatchObject({ line, column, problem, isEnd });
});

test.each([
  '{}',
  ' [1.50, "a\\u0041", true, null] ',
  '['.repeat(65) + ']'.repeat(65),
])('%j is valid', (text) => {
  expect(JSON.parse(text)).toBeDefined();
  expect(findJsonFault(text)).toBeNull();
});
