// A process of the service that can be frozen, ended and restarted; its log is kept and counted.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../../src/testing/wait.ts';
import { endWithProcess } from '../bench/cleanup.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** Shared with the tests: compiled modules halve the processor time of a start. */
const compileCache = path.join(tmpdir(), 'scheduler-compile-cache');
/** More than this of a flood is counted, not kept. */
const KEPT_LOG_BYTES = 5_000_000;
const READY_MS = 90_000;
const STARTED = /Scheduler Service at|The worker is ready/;

export type ProcessRole = 'api' | 'worker' | 'both';

/** An end of a process that no scenario asked for. */
export interface UnexpectedExit {
  process: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  atMs: number;
}

export interface ServiceProcess {
  name: string;
  role: ProcessRole;
  /** Of its API, or of the probes of a worker. */
  url: string;
  pid(): number | undefined;
  /** Starts a process that has ended. Resolves once it is launched, not once it is ready. */
  launch(): void;
  waitUntilReady(): Promise<void>;
  /** Sends the signal and waits for the end. Returns the exit code, null if the signal ended the process. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** Stops the process without ending it, or continues it. */
  freeze(): void;
  thaw(): void;
  log: LogCounts;
  unexpectedExits: UnexpectedExit[];
}

export interface LogCounts {
  lines: number;
  /** The most lines within one second. */
  mostPerSecond: number;
}

export interface ProcessOptions {
  name: string;
  role: ProcessRole;
  port: number;
  environment: Record<string, string>;
  logFile: string;
}

export function createServiceProcess({ name, role, port, environment, logFile }: ProcessOptions) {
  let child: ChildProcess | undefined;
  let isEndWanted = false;
  const url = `http://127.0.0.1:${port}`;
  const log: LogCounts = { lines: 0, mostPerSecond: 0 };
  const unexpectedExits: UnexpectedExit[] = [];
  let second = 0;
  let linesInSecond = 0;
  let keptBytes = 0;
  /** The process has said that it has started. */
  let hasStarted = false;

  const onLog = (chunk: Buffer) => {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) linesInSecond = 0;
    second = now;
    const lines = chunk.toString('latin1').split('\n').length - 1;
    linesInSecond += lines;
    log.lines += lines;
    log.mostPerSecond = Math.max(log.mostPerSecond, linesInSecond);
    hasStarted ||= STARTED.test(chunk.toString());
    if (keptBytes < KEPT_LOG_BYTES) appendFileSync(logFile, chunk);
    keptBytes += chunk.length;
  };

  const hasEnded = () => child === undefined || child.exitCode !== null || child.signalCode !== null;

  const launch = () => {
    isEndWanted = false;
    hasStarted = false;
    const started = spawn(process.execPath, role === 'both' ? [main] : [main, role], {
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: compileCache,
        LOG_LEVEL: 'info',
        PORT: String(role === 'worker' ? 0 : port),
        WORKER_PORT: String(port),
        SHUTDOWN_GRACE_SECONDS: '10',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    endWithProcess(started);
    started.stdout.on('data', onLog);
    started.stderr.on('data', onLog);
    started.on('exit', (code, signal) => {
      if (!isEndWanted) unexpectedExits.push({ process: name, code, signal, atMs: Date.now() });
    });
    child = started;
  };

  const created: ServiceProcess = {
    name,
    role,
    url,
    pid: () => (hasEnded() ? undefined : child?.pid),
    launch,
    waitUntilReady: async () => {
      await waitFor(
        `${name} to be ready (${logFile})`,
        async () => {
          if (hasEnded()) throw new Error(`${name} ended before it was ready: ${logFile}`);
          if (!hasStarted) return false;
          return await fetch(`${url}/readyz`).then(
            async (response) => (await response.text(), response.ok),
            () => false,
          );
        },
        READY_MS,
      );
    },
    end: async (signal) => {
      if (child === undefined || hasEnded()) return child?.exitCode ?? null;
      isEndWanted = true;
      const ended = once(child, 'exit');
      child.kill(signal);
      // A frozen process receives SIGTERM only after it continues.
      if (signal === 'SIGTERM') child.kill('SIGCONT');
      const [code] = (await ended) as [number | null];
      return code;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    log,
    unexpectedExits,
  };
  return created;
}
