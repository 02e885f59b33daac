// Entry point: starts the API, the worker, or both: `node src/main.ts [api|worker]`.
import { describePolicy } from './http/targets.ts';
import { createLog } from './log.ts';
import { type Role, startService } from './service.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { FolderInUseError } from './store/folder-lock.ts';
import { KeyFileError } from './store/key-file.ts';
import { NewerSchemaError } from './store/migrate.ts';

/** Time after the grace period to record the last results. Then the process exits. */
const STOP_MARGIN_MS = 10_000;

/** A signal arrived before the service had started. */
class StartCanceled extends Error {}

try {
  const roles = readRoles(process.argv.slice(2));
  const settings = readSettings();
  if (roles.size === 1 && settings.postgresUrl === undefined) {
    throw new SettingsError(
      'A separate api or worker process requires POSTGRES_URL: the embedded database works with one process only.',
    );
  }
  const log = createLog(settings.logLevel);
  const stopping = new AbortController();
  const starting = startService(settings, roles, log, stopping.signal);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'Stopping after the requests in flight have ended.');
      stopping.abort(new StartCanceled());
      // An unresponsive database must not block the exit: other processes take over when the leases expire.
      setTimeout(() => process.exit(1), settings.shutdownGraceMs + STOP_MARGIN_MS).unref();
      void starting
        .then((service) => service.stop())
        .then(
          () => process.exit(0),
          (error: unknown) => {
            if (error instanceof StartCanceled) process.exit(0);
            log.fatal({ err: error }, 'Stopping failed.');
            process.exit(1);
          },
        );
    });
  }
  const { url } = await starting;
  if (url !== undefined) printBanner(url, settings);
  else log.info('The worker is ready.');
} catch (error) {
  if (!(error instanceof StartCanceled)) {
    const isExpected = [SettingsError, FolderInUseError, KeyFileError, NewerSchemaError].some(
      (kind) => error instanceof kind,
    );
    console.error(isExpected ? (error as Error).message : error);
    process.exit(1);
  }
}

function readRoles(args: string[]): Set<Role> {
  const [role] = args;
  if (role === undefined) return new Set(['api', 'worker']);
  if (role === 'api' || role === 'worker') return new Set([role]);
  throw new SettingsError(`Unknown role ${role}: use api or worker, or no argument for both.`);
}

function printBanner(url: string, { apiKeys, postgresUrl, redisUrl, dataDir, targets }: Settings): void {
  const database =
    postgresUrl === undefined ? `embedded, in ${dataDir}` : `PostgreSQL at ${new URL(postgresUrl).host}`;
  console.log(
    [
      `Scheduler Service at ${url}`,
      `  API      ${url}/docs`,
      `  access   ${apiKeys.length === 0 ? 'without keys' : `with keys: ${apiKeys.map(({ name, role }) => `${name} (${role})`).join(', ')}`}`,
      `  database ${database}`,
      `  queue    ${redisUrl === undefined ? 'in the database' : `Redis at ${new URL(redisUrl).host}`}`,
      `  targets  ${describePolicy(targets)}`,
    ].join('\n'),
  );
}
