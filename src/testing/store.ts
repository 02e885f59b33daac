// A database of its own for tests of what lies below the API, with jobs to put into it.
import { newId } from '../store/ids.ts';
import { insertJob, type JobDefinition, type JobRow } from '../store/jobs.ts';
import { migrate } from '../store/migrate.ts';
import { databaseNow, openStore, type Store } from '../store/open.ts';

export async function openTestStore(): Promise<Store> {
  const store = await openStore({ postgresUrl: undefined, dataDir: undefined });
  await migrate(store.db);
  return store;
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
    retry: { max_attempts: 4, initial_delay_seconds: 10, max_delay_seconds: 3600, factor: 2, max_age_seconds: 86_400 },
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
