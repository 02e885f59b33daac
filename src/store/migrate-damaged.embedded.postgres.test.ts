// Tests that migration 0011 repairs damaged rows, and that its checks then keep such values out.
import { readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseSettings } from '../settings.ts';
import { type PreparedBackend, prepareBackend } from '../testing/backend.ts';
import { testDefinition } from '../testing/definition.ts';
import { listJobChanges } from './audit-log.ts';
import { newId } from './ids.ts';
import { countJobs } from './job-states.ts';
import { findJob } from './jobs.ts';
import { migrate } from './migrate.ts';
import { openStore, type Store } from './open.ts';

const folder = new URL('../../migrations/', import.meta.url);

let prepared: PreparedBackend;
let store: Store;
beforeEach(async () => {
  prepared = await prepareBackend('empty');
  store = await openStore(parseSettings(prepared.environment));
  const migrations: Record<string, Migration> = {};
  for (const file of (await readdir(folder)).sort()) {
    migrations[file.slice(0, -3)] = (await import(new URL(file, folder).href)) as Migration;
  }
  const migrator = new Migrator({ db: store.db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateTo('0010_add_partition_functions');
  expect(error).toBeUndefined();
});
afterEach(async () => {
  await store.close();
  await prepared.cleanUp();
});

const NOW = '2026-11-01T00:00:00Z';
const NEXT = '2099-01-01T00:00:00Z';

/** Inserts a job with the columns of that schema. */
async function insertOldJob(): Promise<string> {
  const id = newId();
  const job = {
    ...testDefinition,
    id,
    target_host: 'example.com',
    version: 1,
    created_at: NOW,
    updated_at: NOW,
  };
  await sql`
    insert into jobs select * from jsonb_populate_record(null::jobs, ${JSON.stringify(job)}::jsonb)`.execute(
    store.db,
  );
  await sql`
    insert into job_states (job_id, status, next_run, next_due_at)
    values (${id}, 'active', ${NEXT}, ${NEXT})`.execute(store.db);
  await sql`insert into job_counts (status, count) values ('active', 1)`.execute(store.db);
  return id;
}

test('damaged rows are repaired, and the same damage is refused from then on', async () => {
  const [healthy, job, unplannable] = [await insertOldJob(), await insertOldJob(), await insertOldJob()];
  const damageJob = sql`
    update jobs set headers = '{"authorization": ["secret"]}', retry = '{"max_attempts": "x"}', catch_up = '[]',
      success = '{}', tags = '{}', exclude = '[5]', starts_at = '-infinity', ends_at = 'infinity',
      created_at = '-infinity', timeout_seconds = 0
    where id = ${job}`;
  const damageState = sql`update job_states set next_due_at = 'infinity' where job_id = ${unplannable}`;
  await damageJob.execute(store.db);
  await damageState.execute(store.db);

  expect(await migrate(store.db)).toContain('0011_check_values');

  expect(await findJob(store.db, healthy)).toMatchObject({ ...testDefinition, status: 'active' });
  const { headers, retry, catch_up, success, tags, exclude, timeout_seconds } = testDefinition;
  expect(await findJob(store.db, job)).toMatchObject({
    ...{ retry, catch_up, success, tags, exclude, headers, timeout_seconds: 1 },
    ends_at: Temporal.Instant.from('9999-12-31T23:59:59.999999Z'),
    status: 'active',
  });
  expect(timeout_seconds).toBe(30);
  const page = { afterId: undefined, limit: 10, maxBytes: 1_000_000 };
  const { rows: changes } = await listJobChanges(store.db, job, page);
  expect(changes).toHaveLength(6);
  expect(JSON.stringify(changes)).not.toContain('secret"');
  expect(await findJob(store.db, unplannable)).toMatchObject({
    status: 'failed',
    status_reason: 'invalid',
  });
  expect(await countJobs(store.db)).toEqual({ active: 2, inactive: 0, failed: 1 });

  await expect(damageJob.execute(store.db)).rejects.toThrow('violates check constraint');
  await expect(damageState.execute(store.db)).rejects.toThrow('violates check constraint');
});
