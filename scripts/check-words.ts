// Checks the first line and the length of every source file.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MAX_WORDS = 20;
const MAX_LINES = 300;

const SOURCES = ['*.{js,ts}', '{client,migrations,openapi,scripts,src}/**/*.{js,ts,tsx,css}'];
const EXCLUDED = ['**/node_modules/**', '**/dist/**', 'client/src/schema.ts'];

/** A first line states what the file is or does, so it does not open with a question word. */
const QUESTION = /^(?:that |with )?(?:what|where|who|whoever|whose|which|how|when|why)\b/i;

/** The problems of one file, as text that follows its path. */
export function checkFile(text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const problems: string[] = [];
  const comment = /^(?:\/\/|\/\*+)\s*(.*?)\s*(?:\*\/)?$/.exec(lines[0] ?? '')?.[1];
  if (comment === undefined || comment === '') {
    problems.push('the first line must be a comment that says what the file is or does');
  } else {
    const words = comment.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    if (words > MAX_WORDS) problems.push(`the first line has ${words} words; the limit is ${MAX_WORDS}`);
    if (QUESTION.test(comment))
      problems.push('the first line opens with a question word; open with a noun or a verb');
  }
  if (lines.length > MAX_LINES)
    problems.push(`the file has ${lines.length} lines; the limit is ${MAX_LINES}`);
  return problems;
}

if (import.meta.main) {
  const root = path.join(import.meta.dirname, '..');
  const files = globSync(SOURCES, { cwd: root, exclude: EXCLUDED }).toSorted();
  const found = files.flatMap((file) =>
    checkFile(readFileSync(path.join(root, file), 'utf8')).map((problem) => `${file}: ${problem}`),
  );
  for (const line of found) console.error(line);
  if (found.length > 0) {
    console.error(`${found.length} problems in ${files.length} files.`);
    process.exitCode = 1;
  }
}
