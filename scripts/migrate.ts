// Applies the database migrations of this version without starting the service.
import { readSettings, SettingsError } from '../src/settings.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open.ts';

try {
  const store = await openStore(readSettings());
  try {
    const applied = await migrate(store.db);
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
