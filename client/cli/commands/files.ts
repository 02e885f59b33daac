// The commands `plan`, `apply`, `export` and `schema`: sets of jobs as files.

import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import schema from '../../jobs-file.schema.json' with { type: 'json' };
import type { Job, JobPlan } from '../../src/index.ts';
import { type Context, readInput } from '../connection.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { type ExportedJob, toFileJob } from '../jobs-file/file-job.ts';
import { describePlan, hasChanges } from '../jobs-file/plan-text.ts';
import { readJobsFile } from '../jobs-file/read-file.ts';
import { SCHEMA_PATH, writeJobsFile } from '../jobs-file/write-file.ts';
import type { Setup } from '../setup.ts';

interface ApplyOptions {
  prune?: true;
  adopt?: true;
  detailedExitCode?: true;
}

interface ExportOptions {
  managedBy?: string;
  tag?: string;
  as?: string;
  output?: string;
  schema: string;
}

export function addFileCommands({ program, connected, surroundings, setExitCode }: Setup): void {
  program
    .command('plan <file>')
    .description('show what apply would change')
    .option('--prune', 'delete jobs of the set that are not in the file')
    .option('--adopt', 'take over jobs with these keys that no set manages')
    .option('--detailed-exit-code', `exit with ${EXIT.changes} if there are changes`)
    .action(async (file: string, options: ApplyOptions, command: Command) => {
      const context = connected(command);
      const plan = await apply(context, file, { ...options, isDryRun: true });
      show(context, plan);
      if (options.detailedExitCode && hasChanges(plan)) setExitCode(EXIT.changes);
    });

  program
    .command('apply <file>')
    .description('create, update and, with --prune, delete jobs until the set is equal to the file')
    .option('--prune', 'delete jobs of the set that are not in the file')
    .option('--adopt', 'take over jobs with these keys that no set manages')
    .action(async (file: string, options: ApplyOptions, command: Command) => {
      const context = connected(command);
      show(context, await apply(context, file, { ...options, isDryRun: false }));
    });

  program
    .command('export')
    .description('write jobs as a file for plan and apply')
    .option('--managed-by <set>', 'only jobs of this set')
    .option('--tag <tag>', 'only jobs with this tag')
    .option('--as <set>', 'the name of the set in the file; default: --managed-by, or "exported"')
    .option('-o, --output <file>', 'default: the standard output')
    .option('--schema <path>', 'path or URL of the JSON Schema', SCHEMA_PATH)
    .action(
      async (options: ExportOptions, command: Command) => await exportJobs(connected(command), options),
    );

  program
    .command('schema')
    .description('print the JSON Schema of the file')
    .action(() => surroundings.stdout(`${JSON.stringify(schema, null, 2)}\n`));
}

async function apply(
  context: Context,
  file: string,
  { prune = false, adopt = false, isDryRun }: { prune?: boolean; adopt?: boolean; isDryRun: boolean },
): Promise<JobPlan> {
  const { managed_by, jobs } = readJobsFile(await readInput(context, file), file, context.env);
  return await context.scheduler.jobs.apply({ managed_by, jobs, prune, adopt, dry_run: isDryRun });
}

function show({ output }: Context, plan: JobPlan): void {
  if (output.isJson) return output.json(plan);
  for (const line of describePlan(plan)) output.line(line);
}

async function exportJobs({ scheduler, output }: Context, options: ExportOptions): Promise<void> {
  const { managedBy, tag, as = managedBy ?? 'exported', output: file } = options;
  const exported: ExportedJob[] = [];
  const keyless: Job[] = [];
  const query = {
    include: 'payload' as const,
    sort: 'name' as const,
    limit: 200,
    ...(managedBy !== undefined && { managed_by: managedBy }),
    ...(tag !== undefined && { tag }),
  };
  for await (const job of scheduler.jobs.list(query)) {
    if (job.key === null) keyless.push(job);
    else exported.push(toFileJob({ ...job, key: job.key }));
  }
  const variables = exported.flatMap((job) => job.variables);
  const comments =
    variables.length === 0
      ? []
      : ['Secrets are not exported. Set these environment variables:', ...variables];
  const text = writeJobsFile(
    { managed_by: as, jobs: exported.map(({ job }) => job), comments },
    options.schema,
  );
  if (file === undefined) output.file(text);
  else write(file, text);
  for (const { id, name } of keyless)
    output.note(`Left out: ${id} (${name}) has no key, which identifies a job in a file.`);
}

/** Writes a file of the user. Throws an error that names the file. */
export function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new CommandFailure(`The file ${file} cannot be written: ${code}.`, EXIT.usage);
  }
}
