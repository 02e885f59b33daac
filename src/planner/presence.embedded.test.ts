// Tests the registration of a process, also during an outage of the database.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { newId } from '../store/ids.ts';
import { openStore } from '../store/open.ts';
import { listProcesses, type ProcessInfo } from '../store/processes.ts';
import { freePort } from '../testing/servers.ts';
import { useTestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';
import { startPresence } from './presence.ts';

const store = useTestStore();
const run = promisify(execFile);

function card(): ProcessInfo {
  return { id: newId(), roles: ['worker'], host: 'machine', pid: 1, version: '1.2.3', concurrency: 10 };
}

const clockOf = (offsetMs: () => number | null, noted: number[]) => ({
  clock: { offsetMs },
  onClockOffset: (ms: number) => void noted.push(ms),
});

test('registers at once, updates its runs in flight, and is removed at a stop', async () => {
  const errors: unknown[] = [];
  let inFlight = 1;
  let offset = -2_000;
  const noted: number[] = [];
  const own = card();
  const presence = startPresence({
    db: store.db,
    card: own,
    countInFlight: () => inFlight,
    ...clockOf(() => offset, noted),
    isAlone: false,
    onError: (error) => errors.push(error),
  });
  const seen = async (count: number) =>
    (await listProcesses(store.db)).some(({ id, in_flight }) => id === own.id && in_flight === count);
  await waitFor('the first beat', () => seen(1));
  expect(await listProcesses(store.db)).toMatchObject([{ clock_offset_ms: -2_000 }]);
  offset = 3;
  inFlight = 2;
  await waitFor('the next', () => seen(2));
  // Once when the clock is wrong, and once when it is right again.
  expect(noted).toEqual([-2_000, 3]);
  await presence.stop();
  expect(await listProcesses(store.db)).toEqual([]);
  expect(errors).toEqual([]);
});

test('without the database it retries, reports no error, and can be stopped', async () => {
  const errors: unknown[] = [];
  const postgresUrl = `postgresql://127.0.0.1:${await freePort()}/x`;
  const absent = await openStore({ postgresUrl, dataDir: undefined, encryptionKeys: [] });
  const presence = startPresence({
    db: absent.db,
    card: card(),
    countInFlight: () => 0,
    ...clockOf(() => null, []),
    isAlone: false,
    onError: (error) => errors.push(error),
  });
  // The stop must not wait for the database.
  await presence.stop();
  expect(errors).toEqual([]);
  await absent.close();
});

test('does not keep the process alive', async () => {
  const at = (file: string) => JSON.stringify(new URL(file, import.meta.url));
  const postgresUrl = `postgresql://127.0.0.1:${await freePort()}/x`;
  const code = `
    import { startPresence } from ${at('./presence.ts')};
    import { openStore } from ${at('../store/open.ts')};
    const { db } = await openStore(${JSON.stringify({ postgresUrl, encryptionKeys: [] })});
    const card = ${JSON.stringify(card())};
    const clock = { offsetMs: () => null };
    startPresence({ db, card, countInFlight: () => 0, clock, isAlone: false, onError: console.error });
    console.log('started');`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', code]);
  expect([stdout, stderr]).toEqual(['started\n', '']);
});
