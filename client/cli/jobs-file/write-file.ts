// Writes a file of jobs as YAML, with a reference to its schema.
import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import { HIDDEN, showHidden } from '../../../src/text/hidden-characters.ts';
import type { FileJob } from './file-job.ts';

/** The path of the schema in a project that has the client as a dependency. */
export const SCHEMA_PATH = './node_modules/scheduler-service-client/jobs-file.schema.json';

export interface WrittenFile {
  managed_by: string;
  jobs: readonly FileJob[];
  /** Lines of the comment at the head. */
  comments?: readonly string[];
}

export function writeJobsFile(
  { managed_by, jobs, comments = [] }: WrittenFile,
  schema = SCHEMA_PATH,
): string {
  const document = new Document({ managed_by, jobs });
  const list = document.get('jobs');
  if (isSeq(list)) {
    for (const item of list.items.slice(1)) if (isMap(item)) item.spaceBefore = true;
  }
  // In double quotation marks, hidden characters can be escaped.
  visit(document, {
    Scalar: (_key, node) => {
      if (isScalar(node) && typeof node.value === 'string' && HIDDEN.test(node.value.replaceAll('\n', ' ')))
        node.type = 'QUOTE_DOUBLE';
    },
  });
  const head = [`yaml-language-server: $schema=${schema}`, ...comments];
  const lines = head.flatMap((text) => text.split('\n')).map((line) => `# ${showHidden(line)}`.trimEnd());
  const body = document.toString({ lineWidth: 110 }).split('\n').map(escapeHidden);
  return `${lines.join('\n')}\n${body.join('\n')}`;
}

/** A line of YAML with its hidden characters as `\U0000202e`: they are invisible in a review. */
function escapeHidden(line: string): string {
  if (!HIDDEN.test(line)) return line;
  return Array.from(line, (character) =>
    HIDDEN.test(character) ? `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}` : character,
  ).join('');
}
