// Test helper: starts private PostgreSQL and Redis servers on free ports and removes them afterwards.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { findPrograms } from './backends.ts';
import { waitFor } from './wait.ts';

export interface Server {
  url: string;
  /** ID of the main process. PostgreSQL's backends are its children. */
  pid(): number;
  /** Kills or stops the server, then starts it again with the same port and data. */
  kill(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  /** Starts a server that has ended by itself; false if it runs. */
  restartIfEnded(): Promise<boolean>;
  /** Stops the server and deletes its data. */
  throwAway(): Promise<void>;
}

/**
 * `parameters` are settings of PostgreSQL as `name=value`; `environment` is added to its own; `parentFolder` gets the
 * folder of its data. Throws if PostgreSQL is not installed.
 */
export async function startPostgres(
  parameters: readonly string[] = ['fsync=off'],
  environment: Readonly<Record<string, string>> = {},
  parentFolder = tmpdir(),
): Promise<Server> {
  const { postgresFolder } = findPrograms();
  if (postgresFolder === undefined)
    throw new Error('No PostgreSQL (15 or later) on this machine: install it.');
  const folder = mkdtempSync(path.join(parentFolder, 'scheduler-postgres-'));
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  execFileSync(
    path.join(postgresFolder, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync'],
    {
      stdio: 'ignore',
      ...user,
    },
  );
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=300',
    ...parameters,
  ];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  return await startServer(
    url,
    folder,
    () =>
      spawn(path.join(postgresFolder, 'postgres'), args, {
        stdio: 'ignore',
        env: { ...process.env, ...environment },
        ...user,
      }),
    async () => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => {});
      await client.connect();
      await client.end();
    },
  );
}

/** `settings` are arguments that replace the defaults. Throws if Redis is not installed. */
export async function startRedis(settings: readonly string[] = []): Promise<Server> {
  const { redisServer } = findPrograms();
  if (redisServer === undefined) throw new Error('No Redis on this machine: install redis-server.');
  const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-redis-'));
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
    '--databases',
    '64',
    ...settings,
  ];
  const url = `redis://127.0.0.1:${port}`;
  return await startServer(
    url,
    folder,
    () => spawn(redisServer, args, { stdio: 'ignore' }),
    async () => {
      const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
      redis.on('error', () => {});
      try {
        await redis.connect();
        await redis.ping();
      } finally {
        redis.disconnect();
      }
    },
  );
}

async function startServer(
  url: string,
  folder: string,
  launch: () => ChildProcess,
  ping: () => Promise<void>,
): Promise<Server> {
  let child: ChildProcess;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const server: Server = {
    url,
    pid: () => child.pid!,
    start: async () => {
      child = launch();
      await waitFor(`the server at ${url}`, async () => {
        if (child.exitCode !== null) throw new Error(`The server at ${url} ended with ${child.exitCode}.`);
        return await ping().then(
          () => true,
          () => false,
        );
      });
    },
    restartIfEnded: async () => {
      if (!hasEnded()) return false;
      await server.start();
      return true;
    },
    kill: async (signal) => {
      if (hasEnded()) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
    throwAway: async () => {
      // PostgreSQL's children end with it on SIGQUIT; Redis has none.
      await server.kill('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** PostgreSQL refuses to run as root. */
export function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return { uid: userInfo({ encoding: 'utf8' }).uid || 65_534, gid: 65_534 };
  }
}

/** A free port that the system gives to no connection of its own accord, so that it stays free until it is used. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
