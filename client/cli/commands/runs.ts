// The commands `runs …`: list, read, follow, rerun and cancel runs.
import type { Command } from 'commander';
import type { Attempt, Run, RunWithAttempts } from '../../src/index.ts';
import type { Query } from '../../src/models.ts';
import { pause } from '../../src/time.ts';
import type { Context } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { findJob, isId } from '../find-job.ts';
import type { Output } from '../output.ts';
import type { Setup } from '../setup.ts';
import { readCount, take } from './lists.ts';

const UNFINISHED: readonly Run['status'][] = ['queued', 'running', 'retrying'];
/** Polling intervals of `--follow`: short at first, longer for long runs. */
const FIRST_POLL_MS = 200;
const MAX_POLL_MS = 3_000;

interface ListOptions {
  job?: string;
  status?: Run['status'];
  from?: string;
  to?: string;
  limit: string;
}

interface ExportOptions {
  job?: string;
  status?: NonNullable<Query<'exportRuns'>['status']>;
  tag?: string;
  from?: string;
  to?: string;
  after?: string;
}

export function addRunCommands({ program, connected, setExitCode }: Setup): void {
  const runs = program.command('runs').description('list, read and change runs');

  runs
    .command('list')
    .description('list runs, newest first')
    .option('--job <job>', 'only runs of this job, by its ID or key')
    .option('--status <status>', 'queued, running, retrying, succeeded, failed, canceled, skipped or missed')
    .option('--from <instant>', 'scheduled at or after this instant')
    .option('--to <instant>', 'scheduled before this instant')
    .option('--limit <count>', 'maximum number of runs', '50')
    .action(async ({ job, status, from, to, limit: text }: ListOptions, command: Command) => {
      const { scheduler, output } = connected(command);
      const limit = readCount(text);
      const query = {
        ...(job !== undefined && { job_id: isId(job) ? job : (await findJob(scheduler, job)).id }),
        ...(status !== undefined && { status }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        limit: Math.min(limit, 200),
      };
      output.rows<Run>(await take(scheduler.runs.list(query), limit), {
        id: (run) => run.id,
        job: (run) => run.job_name,
        status: (run) => run.status,
        scheduled_for: (run) => run.scheduled_for,
        attempts: (run) => run.attempt_count,
        code: (run) => run.status_code,
        error: (run) => run.error?.message,
      });
    });

  runs
    .command('export')
    .description('print ended runs, oldest first, as one JSON object per line, without a limit')
    .option('--job <job>', 'only runs of this job, by its ID or key')
    .option('--status <status>', 'succeeded, failed, canceled, skipped or missed')
    .option('--tag <tag>', 'only runs of jobs with this tag')
    .option('--from <instant>', 'scheduled at or after this instant')
    .option('--to <instant>', 'scheduled before this instant')
    .option('--after <run>', 'continue after this run: the ID in the last line of an earlier export')
    .action(async ({ job, ...filters }: ExportOptions, command: Command) => {
      const { scheduler, output } = connected(command);
      const jobId = job === undefined || isId(job) ? job : (await findJob(scheduler, job)).id;
      const query = { ...filters, ...(jobId !== undefined && { job_id: jobId }) };
      for await (const run of scheduler.runs.export(query)) output.jsonLine(run);
    });

  runs
    .command('get <run>')
    .description('show a run with its attempts')
    .option('--follow', 'show the attempts until the run has ended')
    .action(async (id: string, { follow }: { follow?: true }, command: Command) => {
      const context = connected(command);
      if (follow) setExitCode(await followRun(context, id));
      else context.output.facts(await context.scheduler.runs.get(id));
    });

  runs
    .command('retry <run>')
    .description('rerun an ended run: create a new run for the same occurrence')
    .option('--follow', 'show the attempts until the new run has ended')
    .action(async (id: string, { follow }: { follow?: true }, command: Command) => {
      const context = connected(command);
      const run = await context.scheduler.runs.retry(id);
      if (follow) setExitCode(await followRun(context, run.id));
      else report(context.output, run);
    });

  runs
    .command('cancel <run>')
    .description('cancel a run')
    .action(async (id: string, _options, command: Command) => {
      const { scheduler, output } = connected(command);
      report(output, await scheduler.runs.cancel(id));
    });
}

function report(output: Output, run: Run): void {
  if (output.isJson) output.json(run);
  else output.line(`Run ${run.id} is ${run.status}.`);
}

/** Prints each attempt when it has ended, until the run has ended. Returns the exit code. */
export async function followRun({ scheduler, output }: Context, id: string): Promise<number> {
  let printed = 0;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 1.5, MAX_POLL_MS)) {
    const run = await scheduler.runs.get(id);
    const attempts = run.attempts.slice(printed);
    printed += attempts.length;
    if (!output.isJson) for (const attempt of attempts) output.line(describeAttempt(attempt));
    if (!UNFINISHED.includes(run.status)) return finish(run, output);
    await pause(pollMs, new AbortController().signal);
  }
}

function finish(run: RunWithAttempts, output: Output): number {
  if (output.isJson) output.json(run);
  else output.line(`Run ${run.id} is ${run.status}${run.error === null ? '' : `: ${run.error.message}`}`);
  return run.status === 'succeeded' ? EXIT.done : EXIT.runFailed;
}

function describeAttempt({ number, outcome, status_code, duration_ms, error }: Attempt): string {
  const result = [outcome, status_code, error?.message].filter((part) => part !== null && part !== undefined);
  return `Attempt ${number}: ${result.join(' ')} (${duration_ms ?? 0} ms)`;
}
