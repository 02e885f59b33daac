// Tests that the generated files are up to date, and that stale files are named.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-generate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check() {
  const args = [path.join(root, 'scripts/generate.ts'), '--check', folder];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stderr };
}

const files = [
  'openapi/openapi.json',
  'client/src/schema.ts',
  'client/jobs-file.schema.json',
  'src/web/job-fields.ts',
];

// Each run of the script generates every file.
test('the files are up to date, and each stale file is named', () => {
  for (const file of files) cpSync(path.join(root, file), path.join(folder, file));
  expect(check()).toEqual({ status: 0, stderr: '' });
  for (const file of files) appendFileSync(path.join(folder, file), ' ');
  expect(check()).toEqual({
    status: 1,
    stderr: `Stale: ${files.join(', ')}. Run \`npm run generate\` and commit the result.\n`,
  });
});
