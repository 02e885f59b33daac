// Assembles the commands, and turns errors into messages and exit codes.
import { Command, CommanderError } from 'commander';
import { SchedulerError } from '../src/index.ts';
import { addApiCommand } from './commands/api.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addFileCommands } from './commands/files.ts';
import { addImportCommand } from './commands/import.ts';
import { addJobCommands } from './commands/jobs.ts';
import { addMcpCommand } from './commands/mcp.ts';
import { addPreviewCommand } from './commands/preview.ts';
import { addRunCommands } from './commands/runs.ts';
import { addConnectionOptions, connect, type GlobalOptions } from './connection.ts';
import { version } from './contract.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { showLines } from './output.ts';
import type { Setup } from './setup.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs a command line, and returns its exit code. */
export async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  let exitCode: number = EXIT.done;
  const program = new Command('scheduler')
    .description('The command line of Scheduler Service.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: stdout, writeErr: stderr })
    .showSuggestionAfterError();
  addConnectionOptions(program);
  const connected = (command: Command) => connect(command.optsWithGlobals<GlobalOptions>(), surroundings);
  const setExitCode = (code: number) => {
    exitCode = code;
  };
  const setup: Setup = { program, connected, surroundings, setExitCode };
  addJobCommands(setup);
  addRunCommands(setup);
  addFileCommands(setup);
  addImportCommand(setup);
  addPreviewCommand(setup);
  addAuditCommand(setup);
  addApiCommand(setup);
  addMcpCommand(setup);
  addCompletionCommand(setup);
  for (const command of listCommands(program))
    command.exitOverride().configureOutput({ writeOut: stdout, writeErr: stderr });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, (text) => stderr(showLines(text)));
  }
}

/** A command with all its subcommands. */
function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)];
}

function report(error: unknown, stderr: Surroundings['stderr']): number {
  // commander has printed its message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CommandFailure) {
    stderr(`${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof SchedulerError) {
    stderr(`${error.problem?.detail ?? error.message}\n`);
    for (const { pointer, detail, suggestion } of error.fieldErrors) {
      stderr(`  ${pointer || '(body)'} ${detail}\n`);
      if (suggestion !== undefined) stderr(`    suggestion: ${JSON.stringify(suggestion)}\n`);
    }
    return EXIT.refused;
  }
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const isOfFetch = error instanceof TypeError && cause !== undefined;
  if (isOfFetch || (error as Error).name === 'TimeoutError') {
    stderr(
      `The service did not respond: ${cause?.code ?? cause?.message ?? message}. Check --url or SCHEDULER_URL.\n`,
    );
    return EXIT.unreachable;
  }
  throw error;
}
