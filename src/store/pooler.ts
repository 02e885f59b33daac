// Finds out what a pooler between this process and PostgreSQL keeps of a session.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** `transaction`: the next transaction may run in another session, as with PgBouncer's `pool_mode = transaction`. */
export type Pooling = 'session' | 'transaction';

/** A notification arrives within milliseconds where sessions are kept; elsewhere never. */
const NOTIFICATION_MS = 2_000;
const TIMEOUT_MS = 5_000;

/** Listens in one connection and notifies in another: the session that listens is lost where sessions are not kept. */
export async function findPooling(connectionString: string): Promise<Pooling> {
  const channel = `scheduler_${randomBytes(8).toString('hex')}`;
  const [listener, notifier] = [openClient(connectionString), openClient(connectionString)];
  const { promise, resolve } = Promise.withResolvers<Pooling>();
  listener.on('notification', () => resolve('session'));
  try {
    await Promise.all([listener.connect(), notifier.connect()]);
    await listener.query(`listen ${channel}`);
    await notifier.query('select pg_notify($1, $2)', [channel, '']);
    setTimeout(resolve, NOTIFICATION_MS, 'transaction').unref();
    const pooling = await promise;
    await listener.query(`unlisten ${channel}`);
    return pooling;
  } finally {
    await Promise.allSettled([listener.end(), notifier.end()]);
  }
}

function openClient(connectionString: string): pg.Client {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  client.on('error', () => {});
  return client;
}
