// Tests of roles with few rights, and of databases that the service refuses.
import { type KyselyPlugin, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openQueue } from '../queue/queue.ts';
import { parseSettings } from '../settings.ts';
import { describeStartError } from '../start-errors.ts';
import { type PreparedBackend, prepareBackend } from '../testing/backend.ts';
import { waitFor } from '../testing/wait.ts';
import { checkRights } from './database-checks.ts';
import { createPartitions, dropHistory } from './history.ts';
import { listMigrations, migrate } from './migrate.ts';
import { openStore, type Store } from './open.ts';

const role = `scheduler_test_${process.pid}`;
let admin: Store;
let migrated: PreparedBackend;
beforeAll(async () => {
  migrated = await prepareBackend('migrated');
  admin = await openStore(parseSettings(migrated.environment));
  await run(`create role ${role} login`);
});
afterAll(async () => {
  await run(`drop owned by ${role}`);
  await run(`drop role ${role}`);
  await admin.close();
  await migrated.cleanUp();
});

async function run(text: string, { db } = admin): Promise<void> {
  await sql.raw(text).execute(db);
}

function urlOf(prepared: PreparedBackend, user?: string): string {
  const url = new URL(prepared.environment['POSTGRES_URL']!);
  if (user !== undefined) url.username = user;
  return url.href;
}

/** The sentence with which a start on the database ends; undefined if it succeeds. */
async function start(POSTGRES_URL: string, work?: (store: Store) => Promise<void>) {
  const settings = parseSettings({ POSTGRES_URL });
  const store = await openStore(settings);
  const queue = openQueue({ redisUrl: undefined, openPool: store.openQueuePool }, () => {});
  try {
    await migrate(store.migrating);
    await checkRights(store.db);
    await queue.ready();
    await work?.(store);
    return undefined;
  } catch (error) {
    return describeStartError(error, settings) ?? error;
  } finally {
    await queue.close();
    await store.close();
  }
}

test('a role with rights on the tables is enough once everything is migrated', async () => {
  const url = urlOf(migrated, role);
  expect(await start(url)).toMatch(/lacks a right .*kysely_migration/);
  await run(`grant select on kysely_migration to ${role}`);
  expect(await start(url)).toMatch(/lacks the right SELECT on the table attempts\b/);
  await run(`grant select, insert, update, delete on all tables in schema public to ${role}`);
  await run(`grant execute on all functions in schema public to ${role}`);
  expect(await start(url)).toMatch(/lacks a right .*bullmq/);
  await run(`grant usage on schema bullmq to ${role}`);
  await run(`grant select, insert, update, delete on all tables in schema bullmq to ${role}`);
  await run(`grant usage on all sequences in schema bullmq to ${role}`);
  const refusal = await start(url, async ({ sweeping }) => {
    const day = Temporal.Instant.from('2001-01-01T00:00:00Z');
    await createPartitions(sweeping, day);
    expect(await dropHistory(sweeping, day.add({ hours: 48 }))).toContain('runs_20010101');
  });
  expect(refusal).toBeUndefined();
});

test('a database that the service cannot use is refused with one sentence', async () => {
  const empty = await prepareBackend('empty');
  const name = new URL(urlOf(empty)).pathname.slice(1);
  const other = urlOf(empty).replace(name, `${name}_latin1`);
  try {
    expect(await start(urlOf(empty, role))).toMatch(/lacks a right .*npm run migrate/);
    expect(await start(urlOf(empty).replace(name, 'none'))).toMatch(/no such database .*"none"/);
    expect(await start(urlOf(empty, 'nobody'))).toMatch(/refused the connection .*"nobody"/);
    expect(await start(`${urlOf(empty)}?options=-c%20search_path%3Dnone`)).toMatch(
      /No schema of the search path/,
    );
    expect(await start(`${urlOf(empty)}?options=-c%20nonsense.%3D1`)).toMatch(/options in the URL/);
    await run(`create database ${name}_latin1 encoding 'LATIN1' locale 'C' template template0`);
    expect(await start(other)).toMatch(/encoding LATIN1, but the service needs UTF8/);
    const foreign = await openStore(parseSettings(empty.environment));
    const { db } = foreign;
    await sql`create table jobs (id int)`.execute(db);
    expect(await start(urlOf(empty))).toMatch(/has a table jobs of another program/);
    await sql`create table kysely_migration (name text, timestamp text)`.execute(db);
    await sql`insert into kysely_migration values ('2024_other_app', '')`.execute(db);
    expect(await start(urlOf(empty))).toMatch(/belongs to another program.*2024_other_app/);
    await foreign.close();
  } finally {
    await run(`drop database if exists ${name}_latin1`);
    await empty.cleanUp();
  }
});

test('a process that starts while another one migrates does not take the tables for those of another program', async () => {
  const empty = await prepareBackend('empty');
  const [first, second] = await Promise.all([
    openStore(parseSettings(empty.environment)),
    openStore(parseSettings(empty.environment)),
  ]);
  let hasMigrated = false;
  // The other process commits after the first one has seen that nothing is migrated.
  const race: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (result.rows.length === 0 && !hasMigrated) {
        hasMigrated = true;
        expect(await migrate(second.db)).toContain('0001_create_jobs');
      }
      return result;
    },
  };
  try {
    expect(await migrate(first.db.withPlugin(race))).toEqual([]);
    expect(hasMigrated).toBe(true);
  } finally {
    await Promise.all([first.close(), second.close()]);
    await empty.cleanUp();
  }
});

test('a process that waited for the migrations of another one finds them applied', async () => {
  const empty = await prepareBackend('empty');
  const [holder, waiting] = await Promise.all([1, 2].map(() => openStore(parseSettings(empty.environment))));
  let migrated: Promise<string[]> | undefined;
  try {
    await holder!.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(4127002)`.execute(trx);
      migrated = migrate(waiting!.migrating);
      await waitFor('the other process to wait for the lock', async () => {
        const { rows } = await sql`
          select 1 from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`.execute(trx);
        return rows.length > 0;
      });
      // Not by `migrate`: so many changes of the catalog let the other connection renew its cache by chance.
      await sql`create table jobs (id int)`.execute(trx);
      await sql`create table kysely_migration (name text, timestamp text)`.execute(trx);
      await sql`insert into kysely_migration select unnest(${await listMigrations()}::text[]), ''`.execute(
        trx,
      );
    });
    expect(await migrated).toEqual([]);
  } finally {
    await Promise.all([holder!, waiting!].map((store) => store.close()));
    await empty.cleanUp();
  }
});
