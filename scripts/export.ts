// Writes everything in the database as lines of JSON: `npm run -s export > scheduler.ndjson`.
import { once } from 'node:events';
import { readSettings, type Settings } from '../src/settings.ts';
import { describeStartError } from '../src/start-errors.ts';
import { openStore } from '../src/store/open.ts';
import { exportAll } from '../src/store/transfer.ts';

let settings: Settings | undefined;
try {
  settings = readSettings();
  const store = await openStore(settings);
  try {
    let count = 0;
    for await (const line of exportAll(store.migrating)) {
      count += 1;
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
    }
    console.error(`Exported ${count - 1} rows. Secrets in them stay encrypted: keep ENCRYPTION_KEY too.`);
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(describeStartError(error, settings) ?? error);
  process.exitCode = 1;
}
