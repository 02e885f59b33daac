// Reports breaking changes since the last released contract; from version 1.0 on, fails for undeclared ones.
import { readFile, writeFile } from 'node:fs/promises';
import { findBreakingChanges } from './contract/compare.ts';
import type { ContractDocument } from './contract/document.ts';

/** From this major version on, undeclared breaking changes are an error. */
const STABLE_MAJOR = 1;

export interface ContractCheck {
  /** Breaking changes without a declaration, one line each. */
  undeclared: string[];
  declared: string[];
  /** Declarations without a breaking change. */
  needless: string[];
  passes: boolean;
}

/** `declarations` is the text of openapi/breaking-changes.md. */
export function judgeChanges(
  released: ContractDocument,
  current: ContractDocument,
  declarations: string,
): ContractCheck {
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

One line per breaking change: the line that \`npm run check:contract\` prints, in backticks, then a colon and the migration
for clients.
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
    const result = judgeChanges(released!, current!, await read('breaking-changes.md'));
    for (const line of result.declared) console.log(`Breaking change (declared): ${line}`);
    for (const line of result.undeclared) console.log(`Breaking change: ${line}`);
    for (const line of result.needless) console.log(`Declared, but not a breaking change: ${line}`);
    if (!result.passes) {
      console.error(
        `Revert the change or declare it in openapi/breaking-changes.md; remove declarations without a breaking change.`,
      );
      process.exit(1);
    }
  }
}
