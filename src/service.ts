// A running service: connections, planner, worker and API, started in order and stopped in reverse.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Logger } from 'pino';
import { createApp } from './api/app.ts';
import { createHttpClient } from './http/client.ts';
import { startPlanner } from './planner/planner.ts';
import { openQueue } from './queue/queue.ts';
import type { Settings } from './settings.ts';
import { migrate } from './store/migrate.ts';
import { openStore } from './store/open.ts';
import { startWorker } from './worker/worker.ts';

export type Role = 'api' | 'worker';

export interface Service {
  /** Where the API listens; undefined without that role. */
  url: string | undefined;
  /** Takes nothing new, finishes or hands on what is under way, and lets go of everything. */
  stop(): Promise<void>;
}

/** Starts the roles asked for. What was started is let go of again when a later part fails. */
export async function startService(
  settings: Settings,
  roles: ReadonlySet<Role>,
  log: Logger,
): Promise<Service> {
  const onError = (error: unknown) => log.error({ err: error }, 'It is tried again.');
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const undo of stops.splice(0).reverse()) await undo();
  };
  try {
    const store = await openStore(settings);
    stops.push(() => store.close());
    const { db } = store;
    for (const name of await migrate(db))
      log.info({ migration: name }, 'The database was brought up to this version.');

    const queue = await openQueue({ ...settings, embedded: store.embedded }, onError);
    stops.push(() => queue.close());

    const planner = startPlanner({ db, queue, onError }, settings.retentionDays);
    stops.push(() => planner.stop());

    if (roles.has('worker')) {
      const client = createHttpClient(settings.targets);
      stops.push(() => client.close());
      const { workerConcurrency: concurrency, shutdownGraceMs } = settings;
      const worker = startWorker({ db, queue, client, concurrency, shutdownGraceMs, onError });
      stops.push(() => worker.stop());
    }

    if (!roles.has('api')) return { url: undefined, stop };
    const app = createApp({ db, queue, policy: settings.targets, onError }, settings);
    const { url, close } = await listen(app.fetch, settings);
    stops.push(close);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { port, host }: Pick<Settings, 'port' | 'host'>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch, port, hostname: host, autoCleanupIncoming: false }, resolve) as Server;
  server.once('error', reject);
  const address = await promise;
  return {
    url: `http://${host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise((done) => {
        // Requests under way are answered; connections that are kept open for later ones are not waited for.
        server.close(() => done());
        server.closeIdleConnections();
      }),
  };
}
