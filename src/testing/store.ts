// A database and a queue of their own for tests of what lies below the API, with jobs to put into it.
import { openQueue, type Queue } from '../queue/queue.ts';
import { parseSettings } from '../settings.ts';
import { newId } from '../store/ids.ts';
import { insertJob, type JobDefinition, type JobRow } from '../store/jobs.ts';
import { migrate } from '../store/migrate.ts';
import { databaseNow, openStore, type Store } from '../store/open.ts';
import { makeGround } from './footing.ts';
import { waitFor } from './wait.ts';

export interface TestStore extends Store {
  queue: Queue;
}

/** The footing's database and queue, both its own. */
export async function openTestStore(): Promise<TestStore> {
  const ground = await makeGround();
  const settings = parseSettings(ground.environment);
  const store = await openStore(settings);
  await migrate(store.db);
  const queue = openQueue({ ...settings, embedded: store.embedded }, () => {});
  await queue.ready();
  await waitFor('the queue', () =>
    queue.ping().then(
      () => true,
      () => false,
    ),
  );
  return {
    ...store,
    queue,
    close: async () => {
      await queue.close();
      await store.close();
      await ground.cleanUp();
    },
  };
}

/** An active job, every minute unless the fields say otherwise, whose next occurrence is `nextRun`. */
export async function insertTestJob(
  { db }: Store,
  nextRun: string,
  fields: Partial<JobDefinition> = {},
): Promise<JobRow> {
  const next = Temporal.Instant.from(nextRun);
  const createdAt = await databaseNow(db);
  const definition: JobDefinition = {
    name: 'job',
    description: null,
    type: 'http',
    target: 'http://127.0.0.1:9/',
    method: 'POST',
    headers: {},
    payload: null,
    schedule_type: 'cron',
    cron_expression: '* * * * *',
    specific_time: null,
    interval: null,
    interval_value: null,
    timezone: 'UTC',
    starts_at: null,
    ends_at: null,
    timeout_seconds: 30,
    retry: {
      max_attempts: 4,
      initial_delay_seconds: 10,
      max_delay_seconds: 3600,
      factor: 2,
      max_age_seconds: 86_400,
    },
    ...fields,
  };
  return await db.transaction().execute((trx) =>
    insertJob(trx, {
      id: newId(),
      createdAt,
      definition,
      state: { status: 'active', status_reason: null, next_run: next, next_due_at: next },
    }),
  );
}
