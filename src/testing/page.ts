// Test helper: builds the web interface as in production.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { waitFor } from './wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vite = path.join(root, 'node_modules/vite/bin/vite.js');

/**
 * Builds the interface once for all files of a test run, because a second build would briefly empty the output folder.
 * Uses a separate process, because the environment of the test runner would change the build.
 */
export async function buildPage(flag = inject('pageFlag')): Promise<void> {
  const [built, failed] = [path.join(flag, 'built'), path.join(flag, 'failed')];
  try {
    await mkdir(flag);
  } catch {
    await waitFor('the interface to be built', () => {
      if (existsSync(failed)) throw new Error(readFileSync(failed, 'utf8'));
      return existsSync(built);
    });
    return;
  }
  const { NODE_ENV: _, ...env } = process.env;
  try {
    await promisify(execFile)(process.execPath, [vite, 'build'], { cwd: root, env });
  } catch (error) {
    await writeFile(failed, String(error));
    throw error;
  }
  await writeFile(built, '');
}
