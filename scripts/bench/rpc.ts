// Calls functions in a child process over Node.js's IPC channel.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { endWithProcess } from './cleanup.ts';

/** Functions of one argument; both sides name them by a type that the child's file exports. */
export type Handlers = Record<string, (argument: never) => unknown>;

interface Request {
  id: number;
  name: string;
  argument: unknown;
}
interface Response {
  id: number;
  value?: unknown;
  error?: string;
}

export interface Child<H extends Handlers> {
  pid: number;
  /** Rejects when the child's function throws, or when the child ends. */
  call<K extends keyof H & string>(
    name: K,
    ...argument: Parameters<H[K]>
  ): Promise<Awaited<ReturnType<H[K]>>>;
  end: () => Promise<void>;
}

/** Starts `file` and waits until it serves. What it writes to standard error is passed on. */
export async function startChild<H extends Handlers>(
  file: URL,
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<Child<H>> {
  const child = fork(file, args, {
    env: { ...process.env, ...environment },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  endWithProcess(child);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  child.on('error', fail);
  child.on('exit', (code) => fail(new Error(`${file.pathname} ended with ${code}.`)));
  child.on('message', (message) => {
    const { id, value, error } = message as unknown as Response;
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error !== undefined) reject?.(new Error(error));
    else resolve?.(value);
  });
  let lastId = 0;
  const request = (name: string, argument: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const id = lastId++;
      waiting.set(id, { resolve, reject });
      if (child.connected) child.send({ id, name, argument } satisfies Request);
      else fail(new Error(`${file.pathname} has ended.`));
    });
  // Request 0 is answered once the child serves.
  await request('', undefined);
  return {
    pid: child.pid!,
    call: (name, ...[argument]) => request(name, argument) as Promise<never>,
    end: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** The child's side: serves until its parent ends. */
export function serve(handlers: Handlers): void {
  process.on('message', (message) => {
    const { id, name, argument } = message as Request;
    const respond = (response: Response) => process.send?.(response);
    if (name === '') {
      respond({ id });
      return;
    }
    void (async () => await handlers[name]!(argument as never))().then(
      (value) => respond({ id, value }),
      (error: unknown) => respond({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  // The parent decides what an interrupt means.
  process.on('SIGINT', () => {});
}
