// Test helper: builds the web interface as in production.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { waitFor } from './wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the interface once for all files of a test run, because a second build would briefly empty the output folder.
 * Uses a separate process, because the environment of the test runner would change the build.
 */
export async function buildPage(): Promise<void> {
  const flag = inject('pageFlag');
  const built = path.join(flag, 'built');
  try {
    await mkdir(flag);
  } catch {
    await waitFor('the page to be built by another test file', () => existsSync(built));
    return;
  }
  const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')));
  const { NODE_ENV: _, ...env } = process.env;
  await promisify(execFile)(process.execPath, [vite, 'build'], { cwd: root, env });
  await writeFile(built, '');
}
