// One process per folder, and none kept out by a dead one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scheduler-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockFrom = (code: string) =>
  spawnSync(
    process.execPath,
    ['--input-type=module', '-e', code, new URL('./folder-lock.ts', import.meta.url).pathname, folder],
    {
      encoding: 'utf8',
    },
  );
const takeAndDie = `const { lockFolder } = await import(process.argv[1]); lockFolder(process.argv[2]); process.kill(process.pid, 'SIGKILL');`;
const take = `const { lockFolder } = await import(process.argv[1]); lockFolder(process.argv[2]);`;

test('a live holder keeps others out, and is named', () => {
  const unlock = lockFolder(folder);
  expect(lockFrom(take).stderr).toContain(`in use by process ${process.pid}`);
  unlock();
  expect(lockFrom(take).status).toBe(0);
});

test('a holder that was killed does not hold', () => {
  expect(lockFrom(takeAndDie).signal).toBe('SIGKILL');
  const unlock = lockFolder(folder);
  unlock();
  expect(readdirSync(folder)).toEqual([]);
});

test('a process id that another process has by now does not hold', () => {
  writeFileSync(path.join(folder, 'scheduler.lock'), `${process.ppid} an-earlier-boot/1`);
  lockFolder(folder)();
});

test('a folder that does not exist yet is made', () => {
  lockFolder(path.join(folder, 'deep', 'down'))();
});
