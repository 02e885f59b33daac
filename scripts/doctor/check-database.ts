// Checks the database of the settings: connection, version, schema, rights, connections and clock.
import { existsSync } from 'node:fs';
import { showServer } from '../../src/connection-urls.ts';
import { CLOCK_OFFSET_AT_MOST_MS, describeClockOffset } from '../../src/planner/clock-offset.ts';
import type { Settings } from '../../src/settings.ts';
import { describeStartError } from '../../src/start-errors.ts';
import { checkQueueSchema, checkRights, readConnectionLimit } from '../../src/store/database-checks.ts';
import { readDatabaseFacts } from '../../src/store/database-facts.ts';
import { FolderInUseError } from '../../src/store/folder-lock.ts';
import { findPendingMigrations } from '../../src/store/migrate.ts';
import { databaseNow, openStore, queueSchema, type Store } from '../../src/store/open.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

/** The pools of `openStore`, and that of the queue if it is in the database. */
const CONNECTIONS_PER_PROCESS = { withRedis: 28, withoutRedis: 38 };

export async function checkDatabase(settings: Settings): Promise<Finding[]> {
  if (settings.postgresUrl === undefined && !existsSync(settings.dataDir))
    return [ok('database', `embedded; the first start creates ${settings.dataDir}`)];
  let store: Store;
  try {
    store = await openStore(settings);
  } catch (error) {
    if (error instanceof FolderInUseError)
      return [ok('database', `embedded, in ${settings.dataDir}, which a running process uses`)];
    return [failed('database', explain(error, settings))];
  }
  try {
    return await checkStore(store, settings);
  } finally {
    await store.close();
  }
}

async function checkStore(store: Store, settings: Settings): Promise<Finding[]> {
  const db = store.migrating;
  const findings: Finding[] = [];
  /** Returns false after a failure. */
  const check = async (subject: string, run: () => Promise<Finding>): Promise<boolean> => {
    const finding = await run().catch((error: unknown) => failed(subject, explain(error, settings)));
    findings.push(finding);
    return finding.status !== 'failed';
  };

  const isReached = await check('database', async () => {
    const startedAt = performance.now();
    await databaseNow(db);
    const latencyMs = Math.round(performance.now() - startedAt);
    const { version } = await readDatabaseFacts(db);
    const place =
      settings.postgresUrl === undefined
        ? `embedded, in ${settings.dataDir}`
        : showServer(settings.postgresUrl);
    return ok('database', `${place}, ${version}, connected in ${latencyMs} ms`);
  });
  if (!isReached) return findings;

  await check('schema', async () => {
    const pending = await findPendingMigrations(db);
    if (pending.length === 0) {
      await checkRights(db);
      return ok('schema', 'up to date; the role has the rights that it needs');
    }
    return warning(
      'schema',
      `${pending.length} migrations are missing (${pending[0]} to ${pending.at(-1)}): run \`npm run migrate\`, or start the service, which applies them`,
    );
  });
  if (!store.isEmbedded) {
    if (settings.redisUrl === undefined) {
      await check('queue', async () => {
        await checkQueueSchema(db, queueSchema(store.schema));
        return ok('queue', 'in the database; its schema exists or can be created');
      });
    }
    await check('connections', async () => compareConnections(await readConnectionLimit(db), settings));
    await check('clock', async () => {
      const before = Date.now();
      const now = (await databaseNow(db)).epochMilliseconds;
      const offsetMs = Math.round((before + Date.now()) / 2 - now);
      return Math.abs(offsetMs) > CLOCK_OFFSET_AT_MOST_MS
        ? warning('clock', describeClockOffset(offsetMs))
        : ok('clock', `${Math.abs(offsetMs)} ms from the clock of PostgreSQL`);
    });
  }
  findings.push(
    store.keyring.canEncrypt
      ? ok('encryption', 'secrets are encrypted')
      : warning(
          'encryption',
          'ENCRYPTION_KEY is not set: secret headers are stored as plain text, and signing secrets are refused. Generate a key with `openssl rand -base64 32`',
        ),
  );
  if (store.folderWarning !== undefined) findings.push(warning('folder', store.folderWarning));
  return findings;
}

function compareConnections({ limit, used }: { limit: number; used: number }, settings: Settings): Finding {
  const needed = CONNECTIONS_PER_PROCESS[settings.redisUrl === undefined ? 'withoutRedis' : 'withRedis'];
  const text = `${used} of ${limit} in use; a process uses up to ${needed}`;
  return limit - used >= needed
    ? ok('connections', text)
    : warning('connections', `${text}: raise max_connections of PostgreSQL, or put PgBouncer in front`);
}

function explain(error: unknown, settings: Settings): string {
  const sentence = describeStartError(error, settings);
  if (sentence !== undefined) return sentence;
  const { code, message } = error as { code?: string; message: string };
  const server = settings.postgresUrl === undefined ? settings.dataDir : showServer(settings.postgresUrl);
  return `${server} cannot be used (${message || code}): start PostgreSQL there, or correct POSTGRES_URL`;
}
