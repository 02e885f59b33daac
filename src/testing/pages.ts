// Test helper: the code blocks of Markdown pages, and the marks of blocks that no test runs.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '../..');

export interface Block {
  /** The word behind the fence, such as `bash`. */
  kind: string;
  text: string;
  /** The line of the fence. */
  line: number;
  /** The reason in a comment `<!-- not run: reason -->` above the block. */
  notRun: string | undefined;
  /** Nothing but an empty line is between this block and the one before. */
  isAttached: boolean;
}

const NOT_RUN = /^<!-- not run: (.+) -->$/;

/** The pages that show commands to users and operators, as paths from the root. */
export function listPages(): string[] {
  const patterns = ['*.md', 'docs/**/*.md', 'client/README.md', 'client/examples/**/README.md'];
  return globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] }).toSorted();
}

export function readBlocks(page: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let above = '';
  let indent = '';
  const lines = readFileSync(path.join(root, page), 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    const fence = /^( *)```(\w*)$/.exec(line);
    if (open !== undefined) {
      if (fence === null) open.text += `${line.startsWith(indent) ? line.slice(indent.length) : line}\n`;
      else {
        blocks.push(open);
        open = undefined;
        above = '```';
      }
    } else if (fence !== null) {
      const notRun = NOT_RUN.exec(above)?.[1];
      indent = fence[1] ?? '';
      open = { kind: fence[2] ?? '', text: '', line: index + 1, notRun, isAttached: above === '```' };
    } else if (line !== '') above = line;
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the code block has no end.`);
  return blocks;
}

export const isCommands = ({ kind }: Block): boolean => ['bash', 'sh', 'shell', 'console'].includes(kind);
