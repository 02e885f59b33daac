// Test helper: runs the commands of a page in one shell, in a folder like a fresh checkout.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPrograms } from './backends.ts';
import { type Block, isCommands, root } from './pages.ts';
import { NODE_COMPILE_CACHE } from './process.ts';

/** Separates the outputs of the blocks. */
const MARK = '=== next block ===';
/** Not part of a fresh checkout, or kept out of the reach of commands. */
const LEFT_OUT = new Set(['.git', '.env', 'data', 'coverage', 'screenshots']);

/** Commands that run until they are stopped. */
const SERVER = /\bnpm (?:start|run start:\w+|run demo)\b/;

/**
 * `start` runs a block with a server in the background, and the next block waits until it is ready; a second `npm start`
 * replaces the first. Dependencies are installed, and `npx` would spend seconds to find commands that are on the path.
 */
const PRELUDE = `
set -euo pipefail
npm() { if [ "$1" != ci ]; then command npm "$@"; fi; }
npx() { "$@"; }
export -f npm npx
declare -A starting=()
servers=() service=
stop() { kill -KILL -- "-$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }
end() { for server in "\${servers[@]}"; do stop "$server"; done; }
trap end EXIT
start() {
  if [ "$2" = only ] && [ -n "$service" ]; then stop "$service"; fi
  PORT="$3" setsid bash -euo pipefail "$1" > "$1.log" 2>&1 < /dev/null &
  servers+=($!)
  starting[$!]="$1.log"
  if [ "$2" = only ]; then service=$!; fi
}
ready() {
  for server in "\${!starting[@]}"; do
    until grep -qE 'Scheduler Service at|The worker is ready' "\${starting[$server]}"; do
      if ! kill -0 "$server" 2>/dev/null; then cat "\${starting[$server]}" >&2; exit 1; fi
      sleep 0.1
    done
    unset "starting[$server]"
  done
}
`;

export interface Shell {
  /** Runs the blocks and returns the output of each. Rejects with what the failed command printed. */
  run(blocks: readonly Block[], servicePort: string): Promise<string[]>;
  remove(): Promise<void>;
}

export async function openShell(environment: Record<string, string>): Promise<Shell> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scheduler-page-'));
  const names = (await readdir(root)).filter((name) => !LEFT_OUT.has(name));
  await Promise.all(names.map((name) => symlink(path.join(root, name), path.join(folder, name))));
  const bin = path.join(folder, '.bin');
  await mkdir(bin);
  for (const name of ['scheduler', 'scheduler-service-client']) {
    const file = path.join(bin, name);
    await writeFile(file, `#!/bin/sh\nexec node ${path.join(root, 'client/cli/main.ts')} "$@"\n`);
    await chmod(file, 0o755);
  }
  const { postgresFolder = '' } = findPrograms();
  const PATH = [bin, path.dirname(process.execPath), postgresFolder, process.env['PATH']].join(':');
  const env = {
    PATH,
    HOME: folder,
    NODE_COMPILE_CACHE,
    NODE_OPTIONS: `--import=${new URL('./client-source.ts', import.meta.url).href}`,
    ...environment,
  };
  return {
    run: async (blocks, servicePort) => {
      const parts = [PRELUDE];
      for (const [index, block] of blocks.entries()) {
        const name = /^(?:\/\/|#) ([\w.-]+\.\w+)\n/.exec(block.text)?.[1];
        if (!isCommands(block)) {
          // A block that opens with the name of a file is this file, for the commands below.
          if (name !== undefined) await writeFile(path.join(folder, name), block.text);
          continue;
        }
        const file = path.join(folder, `.block-${index}.sh`);
        await writeFile(file, block.text);
        parts.push(`echo '${MARK}${index}'`);
        if (!SERVER.test(block.text)) parts.push('ready', `source ${file} < /dev/null`);
        else parts.push(`start ${file} ${/\bnpm start\b/.test(block.text) ? 'only' : 'also'} ${servicePort}`);
      }
      const script = path.join(folder, '.page.sh');
      await writeFile(script, parts.join('\n'));
      const stdout = await runScript(script, folder, env);
      const printed = new Array<string>(blocks.length).fill('');
      for (const part of stdout.split(MARK).slice(1)) {
        const [index = '', ...lines] = part.split('\n');
        printed[Number(index)] = lines.join('\n');
      }
      return printed;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Returns what the script prints. Ends everything that it has left in the background. */
async function runScript(script: string, cwd: string, env: Record<string, string>): Promise<string> {
  const shell = spawn('bash', [script], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(shell, 'close');
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    shell[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  const [code] = (await once(shell, 'exit')) as [number | null];
  try {
    process.kill(-shell.pid!, 'SIGKILL');
  } catch {
    // Nothing is left.
  }
  await closed;
  if (code !== 0) throw new Error(`The commands end with ${code}.\n${printed.stdout}\n${printed.stderr}`);
  return printed.stdout;
}
