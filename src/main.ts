// Entry point: starts the API, the worker, or both: `node src/main.ts [api|worker]`.
import { setFlagsFromString } from 'node:v8';
import { version } from '../openapi/document.ts';
import { showServer } from './connection-urls.ts';
import { describePolicy } from './http/targets.ts';
import { openLog, serializeError } from './log.ts';
import { type Role, type Service, startService } from './service.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { describeStartError } from './start-errors.ts';

/** Time after the grace period for the last statements, if the database answers. */
const STOP_MARGIN_MS = 500;
/** Time after the grace period to store the last results, if the database does not answer. */
const RECORD_MARGIN_MS = 10_000;

/**
 * V8 otherwise lets the garbage of a burst grow with the memory of the machine: a worker with 40 000 runs at once took 369 MB,
 * and takes 260 MB. A collection begins when the heap has grown by this much since the last one. It costs a worker 2 % of
 * its CPU, but an API process that creates jobs in batches a fifth.
 */
const WORKER_HEAP_GROWTH_PERCENT = 60;

/** A signal arrived before the service had started. */
class StartCanceled extends Error {}

let settings: Settings | undefined;
try {
  const roles = readRoles(process.argv.slice(2));
  if (roles.has('worker')) setFlagsFromString(`--heap-growing-percent=${WORKER_HEAP_GROWTH_PERCENT}`);
  settings = readSettings();
  if (roles.size === 1 && settings.postgresUrl === undefined) {
    throw new SettingsError(
      'A separate api or worker process requires POSTGRES_URL: the embedded database works with one process only.',
    );
  }
  const log = await openLog(
    settings.logLevel,
    settings.logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json'),
  );
  // Node.js would print all properties of the error, such as the commands of a driver with their passwords.
  process.once('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An unexpected error ended the process.');
    process.exit(1);
  });
  const stopping = new AbortController();
  const { shutdownGraceMs } = settings;
  const running: { service?: Service } = {};
  const starting = startService(settings, roles, log, stopping.signal);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      const stoppedAt = performance.now();
      log.info({ signal }, 'Stopping after the requests in flight have ended.');
      stopping.abort(new StartCanceled());
      endAfterGrace(shutdownGraceMs, () => running.service?.unrecorded() ?? 0);
      void starting
        .then((service) => service.stop())
        .then(
          () => {
            log.info({ after_ms: Math.round(performance.now() - stoppedAt) }, 'Stopped.');
            process.exit(0);
          },
          (error: unknown) => {
            if (error instanceof StartCanceled) process.exit(0);
            log.fatal({ err: error }, 'Stopping failed.');
            process.exit(1);
          },
        );
    });
  }
  running.service = await starting;
  const { url } = running.service;
  log.info({ version, roles: [...roles], ...describeBackend(settings) }, 'The service is ready.');
  if (url !== undefined) printBanner(url + settings.instance.basePath, settings);
  else console.log('The worker is ready.');
} catch (error) {
  if (!(error instanceof StartCanceled)) {
    console.error(describeStartError(error, settings) ?? serializeError(error));
    process.exit(1);
  }
}

/** An unresponsive database must not block the exit: other processes take over when the leases expire. */
function endAfterGrace(graceMs: number, unrecorded: () => number): void {
  const check = () => unrecorded() === 0 && process.exit(0);
  setTimeout(() => setInterval(check, 100).unref(), graceMs + STOP_MARGIN_MS).unref();
  setTimeout(() => process.exit(1), graceMs + RECORD_MARGIN_MS).unref();
}

function readRoles(args: string[]): Set<Role> {
  const [role] = args;
  if (role === undefined) return new Set(['api', 'worker']);
  if (role === 'api' || role === 'worker') return new Set([role]);
  throw new SettingsError(`Unknown role ${role}: use api or worker, or no argument for both.`);
}

function describeBackend({ postgresUrl, redisUrl, dataDir }: Settings) {
  return {
    database:
      postgresUrl === undefined ? `embedded, in ${dataDir}` : `PostgreSQL at ${showServer(postgresUrl)}`,
    queue: redisUrl === undefined ? 'in the database' : `Redis at ${showServer(redisUrl)}`,
  };
}

function printBanner(url: string, settings: Settings): void {
  const { apiKeys, targets } = settings;
  const { database, queue } = describeBackend(settings);
  console.log(
    [
      `Scheduler Service at ${url}`,
      `  API      ${url}/docs`,
      `  access   ${apiKeys.length === 0 ? 'without keys' : `with keys: ${apiKeys.map(({ name, role }) => `${name} (${role})`).join(', ')}`}`,
      `  database ${database}`,
      `  queue    ${queue}`,
      `  targets  ${describePolicy(targets)}`,
    ].join('\n'),
  );
}
