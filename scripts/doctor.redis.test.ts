// Tests the doctor: what it finds, what it advises, and its exit code.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PreparedBackend, prepareBackend } from '../src/testing/backend.ts';
import { NODE_COMPILE_CACHE } from '../src/testing/process.ts';

const program = path.join(import.meta.dirname, 'doctor.ts');
let migrated: PreparedBackend;
let empty: PreparedBackend;
beforeAll(async () => {
  [migrated, empty] = await Promise.all([prepareBackend('migrated'), prepareBackend('empty')]);
});
afterAll(() => Promise.all([migrated.cleanUp(), empty.cleanUp()]));

async function diagnose(environment: Record<string, string>): Promise<{ code: number; lines: string[] }> {
  const { PATH = '' } = process.env;
  return await new Promise((resolve) => {
    const env = { PATH, NODE_COMPILE_CACHE, ...environment };
    execFile(process.execPath, [program], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, lines: (stdout + stderr).split('\n').map((line) => line.replaceAll(/ +/g, ' ')) });
    });
  });
}

test('a deployment that can run, and one whose schema is missing', async () => {
  const { code, lines } = await diagnose({ ...migrated.environment, PORT: '0' });
  const text = lines.join('\n');
  expect([code, lines.filter((line) => line.startsWith('FAILED'))], text).toEqual([0, []]);
  for (const part of [
    /^ok settings valid$/,
    /^ok database .*, connected in \d+ ms$/,
    /^ok schema up to date/,
    /^ok connections \d+ of \d+ in use; a process uses up to \d+$/,
    /^ok clock \d+ ms from/,
    /^ok Redis .* eviction policy fit$/,
    /^warning encryption ENCRYPTION_KEY is not set/,
    /^ok PORT /,
  ]) {
    expect(
      lines.some((line) => part.test(line)),
      `${part}\n${text}`,
    ).toBe(true);
  }
  const before = await diagnose({ ...empty.environment, PORT: '0' });
  expect(before.code).toBe(0);
  expect(before.lines.join('\n')).toMatch(/^warning schema \d+ migrations are missing .*npm run migrate/m);
  const again = await diagnose({ ...empty.environment, PORT: '0' });
  expect(again.lines.join('\n'), 'the doctor changed nothing').toMatch(/^warning schema \d+ migrations/m);
});

test('each thing that stops a start is named with the fix, and the exit code is 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const { code, lines } = await diagnose({
    POSTGRES_URL: 'postgresql://u:secret-word@127.0.0.1:1/db',
    REDIS_URL: 'redis://:secret-word@127.0.0.1:1',
    PORT: String(port),
  });
  taken.close();
  const text = lines.join('\n');
  expect(code, text).toBe(1);
  expect(text).toMatch(
    /^FAILED database 127\.0\.0\.1:1 cannot be used .*: start PostgreSQL there, or correct/m,
  );
  expect(text).toMatch(/^FAILED Redis 127\.0\.0\.1:1 cannot be used/m);
  expect(text).toMatch(/^FAILED PORT port \d+ is in use by another program: stop it, or set another PORT$/m);
  expect(text).not.toContain('secret-word');
  const invalid = await diagnose({ PORT: 'x', LOG_LEVEL: 'loud' });
  expect(invalid.code).toBe(1);
  expect(invalid.lines.filter((line) => line.startsWith('FAILED settings'))).toHaveLength(2);
});
