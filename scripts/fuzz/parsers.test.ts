// Tests each parser of outside text with a few hundred generated cases; `npm run fuzz` uses a million.
import fc from 'fast-check';
import { test } from 'vitest';
import { parsers } from './parsers.ts';

const CASES = 500;

test.each(parsers)('$name', ({ property }) => {
  fc.assert(property, { numRuns: CASES });
});
