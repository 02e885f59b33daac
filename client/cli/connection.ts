// The connection to the service: its URL and API key, from options, the environment or a file.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createClient, type Scheduler } from '../src/index.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { createOutput, type Output } from './output.ts';
import type { Surroundings } from './surroundings.ts';

const DEFAULT_URL = 'http://localhost:3000';

export interface GlobalOptions {
  url?: string;
  keyFile?: string;
  timeout?: string;
  json?: boolean;
}

/** What a command works with. */
export interface Context {
  scheduler: Scheduler;
  output: Output;
  env: Surroundings['env'];
  readStdin: Surroundings['readStdin'];
}

/** The key is never an option: other users of the machine see the arguments of a process. */
export function addConnectionOptions(program: Command): Command {
  return program
    .option('--url <url>', `URL of the service (SCHEDULER_URL; default ${DEFAULT_URL})`)
    .option('--key-file <file>', 'file with the API key (SCHEDULER_API_KEY, or SCHEDULER_API_KEY_FILE)')
    .option('--timeout <seconds>', 'time limit of each request', '30')
    .option('--json', 'print JSON');
}

export function connect(options: GlobalOptions, surroundings: Surroundings): Context {
  const { env, readStdin } = surroundings;
  const baseUrl = options.url ?? (env['SCHEDULER_URL'] || DEFAULT_URL);
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    // A URL with an @ may have a password.
    const shown = baseUrl.includes('@') ? 'The URL' : `The URL ${baseUrl}`;
    throw new CommandFailure(
      `${shown} is not valid: set --url or SCHEDULER_URL to a URL such as ${DEFAULT_URL}.`,
      EXIT.usage,
    );
  }
  const { username, password } = new URL(baseUrl);
  if (username !== '' || password !== '') {
    throw new CommandFailure(
      'The URL has a user or password, which the service does not use: remove it, and set SCHEDULER_API_KEY to an API key.',
      EXIT.usage,
    );
  }
  const seconds = Number(options.timeout);
  if (!(seconds > 0)) throw new CommandFailure('--timeout must be a number of seconds above 0.', EXIT.usage);
  return {
    scheduler: createClient({ baseUrl, apiKey: readKey(options, env), timeoutMs: seconds * 1_000 }),
    output: createOutput(surroundings, options.json ?? false),
    env,
    readStdin,
  };
}

function readKey({ keyFile }: GlobalOptions, env: Surroundings['env']): string | undefined {
  const file = keyFile ?? (env['SCHEDULER_API_KEY'] ? undefined : env['SCHEDULER_API_KEY_FILE']);
  if (!file) return env['SCHEDULER_API_KEY'] || undefined;
  const key = readText(file).trim();
  if (key === '') throw new CommandFailure(`The key file ${file} is empty.`, EXIT.usage);
  return key;
}

/** Reads a file of the user. Throws an error that names the file. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new CommandFailure(`The file ${file} cannot be read: ${code}.`, EXIT.usage);
  }
}

/** Reads a file, or the standard input for `-`. */
export async function readInput({ readStdin }: Pick<Context, 'readStdin'>, file: string): Promise<string> {
  return file === '-' ? await readStdin() : readText(file);
}
