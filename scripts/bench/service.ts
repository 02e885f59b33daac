// The service as a user starts it: `node src/main.ts worker` and `api`, each a process with settings in its environment.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Pool as HttpPool } from 'undici';
import { waitFor } from '../../src/testing/wait.ts';
import { PAYLOAD } from './body.ts';
import { endWithProcess } from './cleanup.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const BATCH = 1_000;
const READY_MS = 60_000;

export interface ServiceProcess {
  pid: number;
  child: ChildProcess;
  /** Undefined without the API. */
  url: string | undefined;
  /** Lines of errors that it has logged. */
  countErrors: () => number;
  end: () => Promise<void>;
}

interface Start {
  role?: 'api' | 'worker';
  environment: Record<string, string>;
  /** Options of Node.js itself. */
  nodeOptions?: string[];
}

/** Starts a process and waits until it is ready. Rejects with what it wrote when it ends before. */
export async function startService({ role, environment, nodeOptions = [] }: Start): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [...nodeOptions, main, ...(role === undefined ? [] : [role])], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_LEVEL: 'info',
      SHUTDOWN_GRACE_SECONDS: '2',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  endWithProcess(child);
  let written = '';
  let errors = 0;
  const onData = (chunk: Buffer) => {
    const text = chunk.toString();
    errors += text.match(/"level":(50|60|"error"|"fatal")/g)?.length ?? 0;
    written = (written + text).slice(-10_000);
  };
  child.stdout!.on('data', onData);
  child.stderr!.on('data', onData);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await waitFor(
    'the service to be ready',
    () => {
      if (hasEnded()) throw new Error(`The service ended: ${written}`);
      return /Scheduler Service at|The worker is ready/.test(written);
    },
    READY_MS,
  );
  return {
    pid: child.pid!,
    child,
    url: /Scheduler Service at (\S+)/.exec(written)?.[1]?.replace('localhost', '127.0.0.1'),
    countErrors: () => errors,
    end: async () => {
      if (hasEnded()) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      // A stop that waits for work of the benchmark is not waited for.
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A job as the benchmarks create it: every default, the same body as every contender. */
export interface JobFields {
  name: string;
  schedule_type: 'specific_time' | 'recurring';
  specific_time?: string;
  interval?: 'minute';
  interval_value?: number;
  starts_at?: string;
  tags?: string[];
}

export interface Api {
  request: (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<unknown>;
  /** The text of a GET. */
  read: (path: string) => Promise<string>;
  /** Creates jobs by POST /jobs/batch, 1 000 a request, one request after the other. */
  createJobs: (jobs: readonly JobFields[], targetUrl: string) => Promise<void>;
  close: () => Promise<void>;
}

/** `key` is an API key of the service, where it has some. */
export function openApi(url: string, key?: string): Api {
  const pool = new HttpPool(url, { connections: 50, headersTimeout: 120_000 });
  const send = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const { statusCode, body: stream } = await pool.request({
      method,
      path,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await stream.text();
    if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${text.slice(0, 500)}`);
    return text;
  };
  const request: Api['request'] = async (...args) => JSON.parse(await send(...args)) as unknown;
  return {
    request,
    read: async (path) => await send('GET', path),
    createJobs: async (jobs, targetUrl) => {
      for (let from = 0; from < jobs.length; from += BATCH) {
        await request('POST', '/jobs/batch', {
          jobs: jobs
            .slice(from, from + BATCH)
            .map((job) => ({ ...job, target: targetUrl, payload: PAYLOAD })),
        });
      }
    },
    close: () => pool.destroy(),
  };
}
