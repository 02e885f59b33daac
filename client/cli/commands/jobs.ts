// The commands `jobs …`: list, get, create, pause, resume, run and delete jobs.
import type { Command } from 'commander';
import type { Job, JobInput } from '../../src/index.ts';
import { type Context, readInput } from '../connection.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { findJob } from '../find-job.ts';
import { readYaml } from '../jobs-file/read-yaml.ts';
import { insertSecrets } from '../jobs-file/secrets.ts';
import type { Setup } from '../setup.ts';
import { readCount, take } from './lists.ts';
import { followRun } from './runs.ts';

interface ListOptions {
  status?: 'active' | 'inactive' | 'failed';
  tag?: string;
  managedBy?: string;
  search?: string;
  failing?: true;
  limit: string;
}

export function addJobCommands({ program, connected, setExitCode }: Setup): void {
  const jobs = program.command('jobs').description('list, read and change jobs');

  jobs
    .command('list')
    .description('list jobs, newest first')
    .option('--status <status>', 'active, inactive or failed')
    .option('--tag <tag>')
    .option('--managed-by <set>', 'only jobs of this set')
    .option('--search <text>', 'part of the name, description, target or key')
    .option('--failing', 'only active jobs whose last run failed')
    .option('--limit <count>', 'maximum number of jobs', '50')
    .action(async (options: ListOptions, command: Command) => {
      const { scheduler, output } = connected(command);
      const { status, tag, managedBy: managed_by, search: q, failing } = options;
      const limit = readCount(options.limit);
      const query = {
        ...(status !== undefined && { status }),
        ...(tag !== undefined && { tag }),
        ...(managed_by !== undefined && { managed_by }),
        ...(q !== undefined && { q }),
        ...(failing && { failing }),
        limit: Math.min(limit, 200),
      };
      output.rows<Job>(await take(scheduler.jobs.list(query), limit), {
        id: (job) => job.id,
        key: (job) => job.key,
        name: (job) => job.name,
        status: (job) => job.status,
        next_run: (job) => job.next_run,
        last_run: (job) => job.last_run?.status,
      });
    });

  jobs
    .command('get <job>')
    .description('show a job, by its ID or key')
    .action(async (name: string, _options, command: Command) => {
      const { scheduler, output } = connected(command);
      output.facts(await findJob(scheduler, name));
    });

  jobs
    .command('create')
    .description('create a job from a file')
    .requiredOption('-f, --file <file>', 'JSON or YAML with the fields of the job; - for the standard input')
    .action(async ({ file }: { file: string }, command: Command) => {
      const context = connected(command);
      const text = await readInput(context, file);
      const job = insertSecrets(readYaml(text, 'The file'), context.env) as JobInput;
      report(context, await context.scheduler.jobs.create(job), 'created');
    });

  jobs
    .command('pause <job>')
    .description('pause a job')
    .option('--reason <text>')
    .option('--until <instant>', 'resume at this instant, such as 2027-01-31T09:00:00Z')
    .action(async (name: string, pause: { reason?: string; until?: string }, command: Command) => {
      const context = connected(command);
      const { id } = await findJob(context.scheduler, name);
      report(context, await context.scheduler.jobs.pause(id, pause), 'paused');
    });

  jobs
    .command('resume <job>')
    .description('resume a job')
    .action(async (name: string, _options, command: Command) => {
      const context = connected(command);
      const { id } = await findJob(context.scheduler, name);
      report(context, await context.scheduler.jobs.resume(id), 'resumed');
    });

  jobs
    .command('run <job>')
    .description('start a run now')
    .option('--payload <file>', 'JSON that replaces the payload of the job; - for the standard input')
    .option('--follow', 'show the attempts until the run has ended')
    .action(async (name: string, options: { payload?: string; follow?: true }, command: Command) => {
      const context = connected(command);
      const { scheduler, output } = context;
      const { id } = await findJob(scheduler, name);
      const start =
        options.payload === undefined ? {} : { payload: readJson(await readInput(context, options.payload)) };
      const run = await scheduler.jobs.run(id, start);
      if (options.follow) setExitCode(await followRun(context, run.id));
      else if (output.isJson) output.json(run);
      else output.line(`Run ${run.id} is ${run.status}.`);
    });

  jobs
    .command('delete <job>')
    .description('delete a job')
    .action(async (name: string, _options, command: Command) => {
      const { scheduler, output } = connected(command);
      const job = await findJob(scheduler, name);
      await scheduler.jobs.delete(job.id);
      if (output.isJson) output.json({ id: job.id });
      else output.line(`Job ${job.id} (${job.name}) is deleted.`);
    });
}

function report({ output }: Context, job: Job, done: string): void {
  if (output.isJson) output.json(job);
  else output.line(`Job ${job.id} (${job.name}) is ${done}. Next run: ${job.next_run ?? 'none'}.`);
}

/** Parses JSON of the user. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CommandFailure(`The JSON is not valid: ${(error as Error).message}`, EXIT.usage);
  }
}
