// Tests of the list of processes: updates, expiry and removal.
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { useTestStore } from '../testing/store.ts';
import { newId } from './ids.ts';
import { databaseNow } from './open.ts';
import { listProcesses, type ProcessInfo, removeProcess, saveProcess } from './processes.ts';

const store = useTestStore();
beforeEach(async () => {
  await sql`truncate processes`.execute(store.db);
});

function card(fields: Partial<ProcessInfo> = {}): ProcessInfo {
  return {
    id: newId(),
    roles: ['api', 'worker'],
    host: 'machine',
    pid: 4711,
    version: '1.2.3',
    concurrency: 200,
    ...fields,
  };
}

const quiet = { uptimeSeconds: 0, inFlight: 0, clockOffsetMs: null, isAlone: false };

async function age(id: string, seconds: number): Promise<void> {
  await sql`update processes set seen_at = seen_at - make_interval(secs => ${seconds}) where id = ${id}`.execute(
    store.db,
  );
}

async function idsIn(): Promise<string[]> {
  const rows = await store.db.selectFrom('processes').select('id').execute();
  return rows.map((row) => row.id).toSorted();
}

test('a process is listed with its facts and its start by the database’s clock', async () => {
  const one = card();
  const api = card({ roles: ['api'], concurrency: null });
  const before = await databaseNow(store.db);
  await saveProcess(store.db, one, { ...quiet, uptimeSeconds: 90.5, inFlight: 7 });
  await saveProcess(store.db, api, { ...quiet, uptimeSeconds: 3_600, inFlight: null });

  const [first, second] = await listProcesses(store.db);
  expect(first, 'the oldest first').toMatchObject({ ...api, in_flight: null });
  expect(second).toMatchObject({ ...one, in_flight: 7 });
  const { started_at, seen_at } = second!;
  expect(started_at.until(seen_at).total('seconds')).toBeCloseTo(90.5, 0);
  expect(Temporal.Instant.compare(seen_at, before)).toBeGreaterThanOrEqual(0);
});

test('another update changes the time and the requests in flight only', async () => {
  const one = card();
  await saveProcess(store.db, one, { ...quiet, uptimeSeconds: 60 });
  const [first] = await listProcesses(store.db);
  await saveProcess(store.db, one, { ...quiet, uptimeSeconds: 5_000, inFlight: 3 });
  const [second, ...others] = await listProcesses(store.db);
  expect(others).toEqual([]);
  expect(second!.started_at.equals(first!.started_at)).toBe(true);
  expect(Temporal.Instant.compare(second!.seen_at, first!.seen_at)).toBeGreaterThan(0);
  expect(second!.in_flight).toBe(3);
});

test('after 30 seconds without an update a process is not listed, after an hour it is deleted', async () => {
  const [here, away, gone] = [card(), card(), card()];
  for (const one of [here, away, gone]) await saveProcess(store.db, one, quiet);
  await age(away.id, 31);
  await age(gone.id, 3_601);
  expect((await listProcesses(store.db)).map(({ id }) => id)).toEqual([here.id]);
  expect(await idsIn()).toEqual([here.id, away.id, gone.id].toSorted());

  await saveProcess(store.db, here, quiet);
  expect(await idsIn()).toEqual([here.id, away.id].toSorted());
  // An update after an outage of any length.
  await age(away.id, 7_200);
  await saveProcess(store.db, away, quiet);
  expect((await listProcesses(store.db)).map(({ id }) => id)).toEqual([here.id, away.id]);
});

test('a process that owns the database alone deletes all other rows', async () => {
  const [before, now] = [card(), card()];
  await saveProcess(store.db, before, quiet);
  await saveProcess(store.db, now, { ...quiet, isAlone: true });
  expect(await idsIn()).toEqual([now.id]);
});

test('a process that stops is removed at once', async () => {
  const [here, leaving] = [card(), card()];
  await saveProcess(store.db, here, quiet);
  await saveProcess(store.db, leaving, quiet);
  await removeProcess(store.db, leaving.id);
  expect(await idsIn()).toEqual([here.id]);
});

test('many concurrent updates with many rows to delete', async () => {
  const gone = Array.from({ length: 50 }, () => card());
  for (const one of gone) await saveProcess(store.db, one, quiet);
  for (const one of gone) await age(one.id, 4_000);
  const live = Array.from({ length: 20 }, () => card());
  await Promise.all(live.map((one) => saveProcess(store.db, one, quiet)));
  expect(await idsIn()).toEqual(live.map(({ id }) => id).toSorted());
});
