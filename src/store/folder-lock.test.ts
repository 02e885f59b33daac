// Tests of the folder lock: one process per folder, across containers and machines; dead holders do not count.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUseError, lockFolder } from './folder-lock.ts';

const TIMES = { renewMs: 20, staleMs: 300 };

let parent: string;
let folder: string;
const children: (() => void)[] = [];
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'scheduler-test-'));
  folder = path.join(parent, 'data');
});
afterEach(() => {
  for (const end of children.splice(0)) end();
  rmSync(parent, { recursive: true, force: true });
});

const module = fileURLToPath(new URL('folder-lock.ts', import.meta.url));
/** Locks the folder, prints the outcome and keeps the lock until the process is killed. */
const holdFolder = `
  const { lockFolder } = await import(${JSON.stringify(module)});
  await lockFolder(process.argv[1], () => process.exit(3), ${JSON.stringify(TIMES)}).then(
    () => { console.log('locked'); setInterval(() => {}, 1_000_000); },
    (error) => { console.log(error.message); },
  );`;

/** Starts a process that locks the folder. `isolated`: with process IDs of its own, as in another container. */
async function hold(isolated = false): Promise<{ outcome: string; kill: () => Promise<void> }> {
  const node = [process.execPath, '--input-type=module', '-e', holdFolder, folder];
  const [program, ...args] = isolated ? ['unshare', '--pid', '--fork', '--mount-proc', ...node] : node;
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ended = once(child, 'close');
  const killAll = () => {
    // The group, because `unshare` is the parent of the process.
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
  };
  children.push(killAll);
  const [outcome] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    outcome: outcome.toString().trim(),
    kill: async () => {
      killAll();
      await ended;
    },
  };
}

const canIsolate = process.platform === 'linux' && process.getuid?.() === 0;
const lock = (times = TIMES) =>
  lockFolder(
    folder,
    (error) => {
      throw error;
    },
    times,
  );
const lease = () => path.join(folder, 'scheduler.lock');

test('a folder in use is refused, and the error names folder, process, host and start', async () => {
  const unlock = await lock();
  const refusal = await lock().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FolderInUseError);
  expect((refusal as Error).message).toMatch(
    new RegExp(
      `^The database folder ${folder} is in use by process ${process.pid} on host \\S+, which has had it since 2\\S+Z\\. Stop`,
    ),
  );
  expect((await hold()).outcome).toContain(`in use by process ${process.pid}`);
  await unlock();
  expect((await hold()).outcome).toBe('locked');
});

test('of many processes that start at the same moment, one gets the folder', async () => {
  const started = await Promise.all(Array.from({ length: 6 }, (_, i) => hold(canIsolate && i % 2 === 1)));
  const outcomes = started.map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'locked')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome.includes('in use by process'))).toHaveLength(5);
});

test.runIf(canIsolate)(
  'a process in another container is refused, and its death frees the folder',
  async () => {
    const holder = await hold(true);
    expect(holder.outcome).toBe('locked');
    await expect(lock()).rejects.toThrow('in use by process 1 on host');
    await holder.kill();
    // Without a wait for the lease: this test would reach its deadline.
    await (await lock({ ...TIMES, staleMs: 1_000_000 }))();
  },
);

test('a copied folder can be used beside the original', async () => {
  const unlock = await lock();
  const original = folder;
  folder = path.join(parent, 'copy');
  // The lock file itself is not copied: closing it in this process would release the lock.
  cpSync(original, folder, { recursive: true, filter: (file) => !file.endsWith('folder.lock') });
  const unlockCopy = await lock({ ...TIMES, staleMs: 50 });
  await unlockCopy();
  await unlock();
});

test('the lease of another machine counts as long as it is renewed', async () => {
  await (await lock())();
  const other = { host: 'db-2', pid: 7, since: '2026-11-29T00:00:00.000Z', place: 'other/1/2', token: 't' };
  let renewals = 0;
  const renew = () => writeFileSync(lease(), JSON.stringify({ ...other, renewals: (renewals += 1) }));
  renew();
  const timer = setInterval(renew, TIMES.renewMs);
  await expect(lock()).rejects.toThrow('in use by process 7 on host db-2, which has had it since 2026-11-29');
  clearInterval(timer);
  const unlock = await lock();
  expect(JSON.parse(readFileSync(lease(), 'utf8'))).toMatchObject({ pid: process.pid });
  await unlock();
});

test('a process whose lease was taken by another machine is told', async () => {
  const lost = Promise.withResolvers<Error>();
  const unlock = await lockFolder(folder, lost.resolve, TIMES);
  const other = { host: 'db-2', pid: 7, since: '2026-11-29T00:00:00.000Z', place: 'other/1/2', token: 't' };
  writeFileSync(lease(), JSON.stringify(other));
  expect((await lost.promise).message).toContain('in use by process 7 on host db-2');
  await unlock();
  expect(JSON.parse(readFileSync(lease(), 'utf8'))).toEqual(other);
});
