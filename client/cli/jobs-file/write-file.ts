// Writes a file of jobs as YAML, with a reference to its schema.
import { Document, isMap, isSeq } from 'yaml';
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
  const head = [`yaml-language-server: $schema=${schema}`, ...comments];
  const lines = head.flatMap((text) => text.split('\n')).map((line) => `# ${line}`.trimEnd());
  return `${lines.join('\n')}\n${document.toString({ lineWidth: 110 })}`;
}
