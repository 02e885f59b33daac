// Tests that the folder of the embedded database is closed to other users.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { closeFolder } from './folder-mode.ts';

it.each([0o755, 0o777, 0o700, 0o750])('with the mode %o becomes 0700', (mode) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mode-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const database = path.join(folder, 'pg');
  if (mode !== 0o750) mkdirSync(database);
  if (mode !== 0o750) chmodSync(database, mode);
  chmodSync(folder, mode);
  expect(closeFolder(folder)).toBeUndefined();
  expect([folder, database].map((name) => statSync(name).mode & 0o777)).toEqual([0o700, 0o700]);
});
