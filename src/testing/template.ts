// Brings a database to the current schema, so that tests copy it instead of migrating their own.
import { openQueue } from '../queue/queue.ts';
import { parseSettings } from '../settings.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/open.ts';

/** Creates the tables of the service and, where the queue uses this database, those of the queue. */
export async function migrateFully(environment: Record<string, string>): Promise<void> {
  const settings = parseSettings(environment);
  const store = await openStore(settings);
  try {
    await migrate(store.db);
    const queue = openQueue({ redisUrl: settings.redisUrl, openPool: store.openQueuePool }, () => {});
    await queue.ready();
    await queue.close();
  } finally {
    await store.close();
  }
}
