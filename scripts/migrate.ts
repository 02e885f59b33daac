// Applies the database migrations of this version, and those of the queue, without starting the service.
import { openQueue } from '../src/queue/queue.ts';
import { readSettings, type Settings } from '../src/settings.ts';
import { describeStartError } from '../src/start-errors.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore, queueSchema } from '../src/store/open.ts';

let settings: Settings | undefined;
try {
  settings = readSettings();
  const store = await openStore(settings);
  try {
    const applied = await migrate(store.migrating, store.schema);
    if (settings.redisUrl === undefined) {
      const queue = openQueue(
        { redisUrl: undefined, openPool: store.openQueuePool, schema: queueSchema(store.schema) },
        console.error,
      );
      await queue.ready();
      await queue.close();
    }
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(describeStartError(error, settings) ?? error);
  process.exitCode = 1;
}
