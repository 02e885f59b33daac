// Reads an export from standard input into an empty database: `npm run -s import < scheduler.ndjson`.
import { createInterface } from 'node:readline';
import { readSettings, type Settings } from '../src/settings.ts';
import { describeStartError } from '../src/start-errors.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open.ts';
import { importAll } from '../src/store/transfer.ts';

/** Opened by the first read: lines that arrive before would be lost. */
async function* readLines(): AsyncGenerator<string> {
  yield* createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
}

let settings: Settings | undefined;
try {
  settings = readSettings();
  const store = await openStore(settings);
  try {
    await migrate(store.migrating, store.schema);
    const count = await importAll(store.migrating, readLines());
    console.log(`Imported ${count} rows. The scheduler is paused until POST /resume.`);
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(describeStartError(error, settings) ?? error);
  process.exitCode = 1;
}
