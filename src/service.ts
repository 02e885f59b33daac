// A running service: connections, planner, worker and API, started in order; a stop ends listening first.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { serve } from '@hono/node-server';
import retry from 'p-retry';
import type { Logger } from 'pino';
import { version } from '../openapi/document.ts';
import { createApp, createProbes } from './api/app.ts';
import { createHints } from './api/hints.ts';
import { createMeters } from './api/meters.ts';
import { createHttpClient } from './http/client.ts';
import { startPlanner } from './planner/planner.ts';
import { startPresence } from './planner/presence.ts';
import { openQueue } from './queue/queue.ts';
import type { Settings } from './settings.ts';
import { readSignature } from './store/changes.ts';
import { createDatabaseClock } from './store/clock.ts';
import { isOutage } from './store/errors.ts';
import { newId } from './store/ids.ts';
import { groupInserts } from './store/job-inserts.ts';
import { savePause } from './store/master-switch.ts';
import { migrate } from './store/migrate.ts';
import { databaseNow, openStore } from './store/open.ts';
import type { ProcessCard } from './store/processes.ts';
import { countUnfinishedRuns } from './store/stats.ts';
import { startWorker } from './worker/worker.ts';

/** How long a request that a client has not finished keeps a stop from going on. */
const DAWDLE_MS = 5_000;

export type Role = 'api' | 'worker';

export interface Service {
  /** Where the API listens; undefined without that role. */
  url: string | undefined;
  /** Takes nothing new, finishes or hands on what is under way, and lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Starts the roles asked for. A database or a queue that is absent is waited for, while `/readyz` says which; aborting
 * `signal` ends the wait. What was started is let go of again when a later part fails.
 */
export async function startService(
  settings: Settings,
  roles: ReadonlySet<Role>,
  log: Logger,
  signal: AbortSignal = new AbortController().signal,
): Promise<Service> {
  const meters = createMeters();
  const onError = (error: unknown) => {
    meters.onError();
    log.error({ err: error }, 'This failed and is tried again.');
  };
  const stops: (() => Promise<void>)[] = [];
  /** What takes work in: it ends first, all at once. */
  const intakes: (() => Promise<void>)[] = [];
  const stopping = new AbortController();
  const stop = async () => {
    // Streams have no end of their own.
    stopping.abort();
    await Promise.all(intakes.splice(0).map((end) => end()));
    for (const undo of stops.splice(0).reverse()) await undo();
  };
  try {
    const store = await openStore(settings);
    stops.push(() => store.close());
    const { db, keyring } = store;
    const queue = openQueue({ ...settings, embedded: store.embedded }, onError);
    stops.push(() => queue.close());

    // Listening comes first, so that it can be asked what is still missing.
    const client = createHttpClient(settings.targets);
    stops.push(() => client.close());
    const hints = createHints(() => readSignature(db), { ended: stopping.signal, onError });
    meters.sources.readUnfinished = () => countUnfinishedRuns(db);
    meters.sources.countListeners = hints.count;
    const { targets: policy } = settings;
    let url: string | undefined;
    const own = { id: newId(), url: () => url };
    const clock = createDatabaseClock();
    const insertJobs = groupInserts(db);
    const api = { db, insertJobs, queue, clock, policy, keyring, client, hints, meters, own, onError };
    if (roles.has('api')) {
      const server = await listen(createApp(api, settings).fetch, settings.port, settings.host);
      intakes.push(server.close);
      url = server.url;
    } else if (settings.workerPort !== undefined) {
      const server = await listen(createProbes(api).fetch, settings.workerPort, settings.host);
      intakes.push(server.close);
    }

    const applied = await retry(() => migrate(db), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 100,
      maxTimeout: 5_000,
      signal,
      shouldRetry: ({ error }) => isOutage(error),
      onFailedAttempt: ({ error }) => log.warn({ err: error }, 'Waiting for the database.'),
    });
    for (const name of applied) log.info({ migration: name }, 'The database was brought up to this version.');
    await Promise.race([queue.ready(), rejectOnAbort(signal)]);

    if (settings.startPaused) {
      const since = (await databaseNow(db)).toString();
      await savePause(db, { since, actor: 'system', reason: 'Started with START_PAUSED.' });
    }
    const presence = startPresence({
      db,
      card: describeProcess(own.id, roles, settings),
      countInFlight: () => (roles.has('worker') ? (meters.sources.countInFlight?.() ?? 0) : null),
      isAlone: store.embedded !== undefined,
      onError,
    });
    stops.push(() => presence.stop());
    const planner = startPlanner({ db: store.planning, queue, onError }, settings.retentionDays, {
      onPass: meters.onPass,
      sweeping: store.sweeping,
      vacuum: store.vacuum,
      clock,
    });
    stops.push(() => planner.stop());
    if (roles.has('worker')) {
      const { workerConcurrency: concurrency, targetConcurrency, shutdownGraceMs } = settings;
      const worker = startWorker({
        db: store.hot,
        queue,
        client,
        keyring,
        concurrency,
        targetConcurrency,
        shutdownGraceMs,
        onRecorded: meters.onRecorded,
        onError,
      });
      meters.sources.countInFlight = worker.inFlight;
      intakes.push(() => worker.stop());
    }
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function describeProcess(id: string, roles: ReadonlySet<Role>, { workerConcurrency }: Settings): ProcessCard {
  return {
    id,
    roles: [...roles].sort(),
    host: hostname().slice(0, 255),
    pid: process.pid,
    version,
    concurrency: roles.has('worker') ? workerConcurrency : null,
  };
}

async function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  port: number,
  host: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch, port, hostname: host }, resolve) as Server;
  server.once('error', reject);
  const address = await promise;
  return {
    url: `http://${describeHost(host)}:${address.port}`,
    close: () =>
      new Promise((done) => {
        // Requests under way are answered, unless they dawdle; connections kept open for later ones are not waited for.
        const deadline = setTimeout(() => server.closeAllConnections(), DAWDLE_MS);
        server.close(() => {
          clearTimeout(deadline);
          done();
        });
        server.closeIdleConnections();
      }),
  };
}

/** What a person on this machine would type. */
function describeHost(host: string): string {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
