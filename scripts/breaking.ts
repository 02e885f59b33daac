// Compares openapi.json with the contract as last released: tells what breaks callers, and from 1.0 on fails for what is not declared.
import { readFile, writeFile } from 'node:fs/promises';
import { findBreakingChanges } from './contract/compare.ts';
import type { ContractDocument } from './contract/document.ts';

/** From here on callers may rely on what was released. */
const STABLE_MAJOR = 1;

export interface Judgement {
  /** One line each, as they are declared. */
  undeclared: string[];
  declared: string[];
  /** Declared, but not so. */
  needless: string[];
  passes: boolean;
}

/** `declarations` is the text of openapi/breaking-changes.md. */
export function judgeChanges(
  released: ContractDocument,
  current: ContractDocument,
  declarations: string,
): Judgement {
  const found = findBreakingChanges(released, current);
  const lines = Array.from(declarations.matchAll(/^- `([^`]+)`: \S/gm), ([, line]) => line ?? '');
  const undeclared = found.filter((line) => !lines.includes(line));
  const needless = lines.filter((line) => !found.includes(line));
  const isStable = Number.parseInt(released.info.version, 10) >= STABLE_MAJOR;
  return {
    undeclared,
    declared: found.filter((line) => lines.includes(line)),
    needless,
    passes: needless.length === 0 && (undeclared.length === 0 || !isStable),
  };
}

const EMPTY = `# Breaking changes since the last release

One line for each: what \`npm run check:contract\` tells, in backticks, and after a colon what a caller does instead.
`;

if (import.meta.main) {
  const folder = new URL('../openapi/', import.meta.url);
  const read = (file: string) => readFile(new URL(file, folder), 'utf8');
  if (process.argv.includes('--release')) {
    await writeFile(new URL('released.json', folder), await read('openapi.json'));
    await writeFile(new URL('breaking-changes.md', folder), EMPTY);
  } else {
    const [released, current] = (await Promise.all(['released.json', 'openapi.json'].map(read))).map(
      (text) => JSON.parse(text) as ContractDocument,
    );
    const judgement = judgeChanges(released!, current!, await read('breaking-changes.md'));
    for (const line of judgement.declared) console.log(`Breaks callers, as declared: ${line}`);
    for (const line of judgement.undeclared) console.log(`Breaks callers: ${line}`);
    for (const line of judgement.needless) console.log(`Declared, but not so: ${line}`);
    if (!judgement.passes) {
      console.error(`Undo it, or declare it in openapi/breaking-changes.md, or take the needless line out.`);
      process.exit(1);
    }
  }
}
