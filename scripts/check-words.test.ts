// Tests the check of first lines and file lengths.
import { expect, test } from 'vitest';
import { checkFile } from './check-words.ts';

test.each([
  ['a statement', '// Reads the settings.\nexport {};\n'],
  ['a style sheet', '/* The styles of the job list. */\n.job {}\n'],
  ['20 words', `// ${'word '.repeat(20).trim()}\n`],
  ['300 lines', `// A file.\n${'x\n'.repeat(299)}`],
])('%s is accepted', (_, text) => {
  expect(checkFile(text)).toEqual([]);
});

test.each([
  ['a question word', '// What jobs are.\n', /opens with a question word/],
  ['a clause', '// With which of many a page starts.\n', /opens with a question word/],
  ['21 words', `// ${'word '.repeat(21).trim()}\n`, /has 21 words; the limit is 20/],
  ['no comment', "import 'x';\n", /must be a comment/],
  ['an empty comment', '//\n', /must be a comment/],
  ['301 lines', `// A file.\n${'x\n'.repeat(300)}`, /has 301 lines; the limit is 300/],
])('%s is refused', (_, text, problem) => {
  expect(checkFile(text)).toEqual([expect.stringMatching(problem)]);
});
