// Tests of the folder lock: one process per folder, and locks of dead processes do not count.
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

test('a folder in use is refused, and the error names the process', () => {
  const unlock = lockFolder(folder);
  expect(lockFrom(take).stderr).toContain(`in use by process ${process.pid}`);
  unlock();
  expect(lockFrom(take).status).toBe(0);
});

test('the lock of a killed process does not count', () => {
  expect(lockFrom(takeAndDie).signal).toBe('SIGKILL');
  const unlock = lockFolder(folder);
  unlock();
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a reused process ID does not count', () => {
  writeFileSync(path.join(folder, 'scheduler.lock'), `${process.ppid} an-earlier-boot/1`);
  lockFolder(folder)();
});

test('a missing folder is created', () => {
  lockFolder(path.join(folder, 'deep', 'down'))();
});
