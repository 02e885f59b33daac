// Test helper: a new database and queue for tests below the API, and jobs to insert.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { active } from '../planner/job-states.ts';
import { openQueue, type Queue } from '../queue/queue.ts';
import { parseSettings } from '../settings.ts';
import { newId } from '../store/ids.ts';
import { findJob, insertJobs, type JobDefinition, type JobRow } from '../store/jobs.ts';
import { databaseNow, openStore, type Store } from '../store/open.ts';
import { prepareBackend } from './backend.ts';
import { testDefinition } from './definition.ts';
import { waitFor } from './wait.ts';

export interface TestStore extends Store {
  queue: Queue;
  /** Opens another queue on the same data, which the test closes. */
  openQueue(): Promise<Queue>;
  /** Deletes every job and run. Faster than a new store for each test, which takes seconds. */
  empty(): Promise<void>;
}

/** One store for all tests of a file, emptied before each test. */
export function useTestStore(): TestStore {
  let opened: TestStore | undefined;
  beforeAll(async () => {
    opened = await openTestStore();
  });
  beforeEach(async () => {
    await opened!.empty();
  });
  afterAll(async () => {
    await opened?.close();
  });
  return {
    get db() {
      return opened!.db;
    },
    get reading() {
      return opened!.reading;
    },
    get migrating() {
      return opened!.migrating;
    },
    get listPools() {
      return opened!.listPools;
    },
    get openQueuePool() {
      return opened!.openQueuePool;
    },
    get isEmbedded() {
      return opened!.isEmbedded;
    },
    get planning() {
      return opened!.planning;
    },
    get sweeping() {
      return opened!.sweeping;
    },
    get hot() {
      return opened!.hot;
    },
    get vacuum() {
      return opened!.vacuum;
    },
    get keyring() {
      return opened!.keyring;
    },
    get queue() {
      return opened!.queue;
    },
    openQueue: () => opened!.openQueue(),
    empty: () => opened!.empty(),
    close: () => opened!.close(),
  };
}

/** A new database and queue of the backend. */
export async function openTestStore(): Promise<TestStore> {
  const prepared = await prepareBackend();
  const settings = parseSettings(prepared.environment);
  const store = await openStore(settings);
  const openTestQueue = async () => {
    const queue = openQueue({ redisUrl: settings.redisUrl, openPool: store.openQueuePool }, () => {});
    await queue.ready();
    await waitFor('the queue', () =>
      queue.ping().then(
        () => true,
        () => false,
      ),
    );
    return queue;
  };
  const queue = await openTestQueue();
  return {
    ...store,
    queue,
    openQueue: openTestQueue,
    empty: async () => {
      await sql`truncate jobs, job_states, live_runs, runs, attempts, service_state, job_counts`.execute(
        store.db,
      );
    },
    close: async () => {
      await queue.close();
      await store.close();
      await prepared.cleanUp();
    },
  };
}

/** Inserts an active job, by default every minute, with the next occurrence `nextRun`. */
export async function insertTestJob(
  { db }: Store,
  nextRun: string,
  fields: Partial<JobDefinition> = {},
): Promise<JobRow> {
  const next = Temporal.Instant.from(nextRun);
  const createdAt = await databaseNow(db);
  const definition: JobDefinition = { ...testDefinition, ...fields };
  const id = newId();
  const state = { ...active({ at: next, dueAt: next }), planned_until: null };
  await insertJobs(db, [{ id, createdAt, definition, state }]);
  return (await findJob(db, id))!;
}

/** Inserts many such jobs. Returns their IDs. */
export async function insertTestJobs(
  store: Store,
  count: number,
  nextRun: string,
  fields: Partial<JobDefinition> = {},
): Promise<string[]> {
  const { id } = await insertTestJob(store, nextRun, fields);
  const copies = Array.from({ length: count - 1 }, newId);
  for (const [table, key] of [
    ['jobs', 'id'],
    ['job_states', 'job_id'],
  ] as const) {
    // PostgreSQL computes generated columns itself.
    const { rows } = await sql<{ name: string }>`
      select attname as name from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''
        and attname <> ${key}`.execute(store.db);
    const columns = sql.join(rows.map(({ name }) => sql.id(name)));
    await sql`
      insert into ${sql.table(table)} (${sql.id(key)}, ${columns})
      select x.id, ${columns}
      from (select ${columns} from ${sql.table(table)} where ${sql.id(key)} = ${id}) j,
           unnest(${copies}::uuid[]) as x (id)`.execute(store.db);
  }
  await sql`insert into job_counts (status, count) values ('active', ${copies.length})`.execute(store.db);
  return [id, ...copies];
}
