// The service as a process of its own, to be killed and started again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait.ts';

/** For processes of this program: reading its compiled modules halves the processor time of a start. */
export const NODE_COMPILE_CACHE = path.join(tmpdir(), 'scheduler-compile-cache');
const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface ServiceProcess {
  /** What the banner says; undefined for a role without the API. */
  url: string | undefined;
  /** What it has written so far. */
  output(): string;
  /** Sends the signal and waits for the end; returns the exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts it and waits until it is ready. Rejects with what it wrote when it ends before. */
export async function startProcess(
  environment: Record<string, string>,
  role?: 'api' | 'worker',
): Promise<ServiceProcess> {
  const { output, end, hasEnded } = launchProcess(environment, role);
  try {
    await waitFor(
      () => `the service to be ready: ${output()}`,
      () => {
        if (hasEnded()) throw new Error(`It ended: ${output()}`);
        return /Scheduler Service at|The worker is ready/.test(output());
      },
    );
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  const url = /Scheduler Service at (\S+)/.exec(output())?.[1];
  return { url, output, end };
}

/** Starts it without waiting for anything. */
export function launchProcess(environment: Record<string, string>, role?: 'api' | 'worker') {
  const { child, output } = spawnService(environment, role ? [role] : []);
  return {
    output,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    end: (signal: NodeJS.Signals) => endProcess(child, signal),
  };
}

/** Runs it to its own end, for starts that must be refused. */
export async function runToEnd(
  environment: Record<string, string>,
  args: string[] = [],
): Promise<{ code: number | null; output: string }> {
  const { child, output } = spawnService(environment, args);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output() };
}

function spawnService(environment: Record<string, string>, args: string[] = []) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH, LOG_LEVEL: 'error', NODE_COMPILE_CACHE, ...environment },
  });
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (written += chunk.toString()));
  return { child, output: () => written };
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  return code;
}
