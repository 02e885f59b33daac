// The command `import`: converts the jobs of another scheduler to a file of jobs.
import { type Command, Option } from 'commander';
import { type GlobalOptions, readInput } from '../connection.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { importBullMq } from '../import/bullmq.ts';
import { importCloudScheduler } from '../import/cloud-scheduler.ts';
import type { Importer, Note } from '../import/collection.ts';
import { importCrontab } from '../import/crontab.ts';
import { importEventBridge } from '../import/eventbridge.ts';
import { importKubernetes } from '../import/kubernetes.ts';
import { importVercel } from '../import/vercel.ts';
import { SCHEMA_PATH, writeJobsFile } from '../jobs-file/write-file.ts';
import { createOutput } from '../output.ts';
import type { Setup } from '../setup.ts';
import { write } from './files.ts';

const importers: Readonly<Record<string, Importer>> = {
  crontab: importCrontab,
  k8s: importKubernetes,
  vercel: importVercel,
  eventbridge: importEventBridge,
  'cloud-scheduler': importCloudScheduler,
  bullmq: importBullMq,
};

interface Options {
  timezone: string;
  baseUrl?: string;
  managedBy?: string;
  output?: string;
  schema: string;
}

export function addImportCommand({ program, surroundings }: Setup): void {
  const sources = Object.keys(importers).join(', ');
  program
    .command('import <source> <file>')
    .description(`write a file of jobs from another scheduler: ${sources}; - for the standard input`)
    .option('--timezone <zone>', 'IANA time zone of schedules that name none', 'UTC')
    .option('--base-url <url>', 'URL of the targets, for sources without URLs')
    .option('--managed-by <set>', 'the name of the set in the file; default: the source')
    .option('-o, --output <file>', 'default: the standard output')
    .addOption(new Option('--schema <path>', 'path or URL of the JSON Schema').default(SCHEMA_PATH))
    .action(async (source: string, file: string, options: Options, command: Command) => {
      const importer = Object.hasOwn(importers, source) ? importers[source] : undefined;
      if (importer === undefined) {
        throw new CommandFailure(`The source ${source} is not known: choose ${sources}.`, EXIT.usage);
      }
      const { json } = command.optsWithGlobals<GlobalOptions>();
      const output = createOutput(surroundings, json ?? false);
      const { timezone, baseUrl, managedBy: managed_by = source } = options;
      const text = await readInput(surroundings, file);
      const { jobs, notes } = importer(text, { timezone, baseUrl, now: Temporal.Now.instant() });
      if (output.isJson) return output.json({ managed_by, jobs, notes });
      const lines = notes.map(describeNote);
      const comments = notes.length === 0 ? [] : ['To check:', ...lines.map((line) => `  ${line}`)];
      const written = writeJobsFile({ managed_by, jobs, comments }, options.schema);
      if (options.output === undefined) output.file(written);
      else write(options.output, written);
      output.note(`${count(jobs, 'job')} imported, ${count(notes, 'note')}${notes.length === 0 ? '.' : ':'}`);
      for (const line of lines) output.note(`  ${line}`);
    });
}

function describeNote({ where, what }: Note): string {
  return `${where}: ${what}`.replaceAll(/\s+/g, ' ');
}

function count(items: readonly unknown[], noun: string): string {
  return `${items.length} ${noun}${items.length === 1 ? '' : 's'}`;
}
