// Tests that no output of a start contains the password of a database or queue that refuses it.
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { launchProcess } from './testing/process.ts';
import { freePort } from './testing/servers.ts';
import { useParts } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';

const { prepare, cleanUp } = useParts();
const PASSWORD = 'Gk3sVq9x/Lw2m';
const ENCODED = encodeURIComponent(PASSWORD);

async function outputOf(environment: Record<string, string>, expected: RegExp): Promise<string> {
  const { output, end } = launchProcess({ LOG_LEVEL: 'trace', PORT: '0', ...environment });
  cleanUp(() => end('SIGKILL'));
  await waitFor(
    () => `the error in: ${output()}`,
    () => expected.test(output()),
  );
  await end('SIGTERM');
  return output();
}

function expectNoPassword(output: string): void {
  for (const text of [PASSWORD, ENCODED, 'Gk3sVq9x']) expect(output).not.toContain(text);
}

/** Answers every connection with an error of PostgreSQL. */
async function startRefusingPostgres(): Promise<number> {
  const fields = ['SFATAL', 'C28P01', 'Mpassword authentication failed for user "me"'];
  const body = Buffer.from(`${fields.join('\0')}\0\0`);
  const head = Buffer.from([0x45, 0, 0, 0, body.length + 4]);
  const server = createServer((socket) =>
    socket.on('error', () => {}).once('data', () => socket.end(Buffer.concat([head, body]))),
  );
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  cleanUp(() => new Promise((resolve) => server.close(resolve)));
  return port;
}

test('PostgreSQL that is absent, or refuses the password', async () => {
  const absent = `postgresql://127.0.0.1:${await freePort()}/db?user=me&password=${ENCODED}`;
  expectNoPassword(await outputOf({ POSTGRES_URL: absent }, /Waiting for the database/));
  const refusing = `postgresql://me:${ENCODED}@127.0.0.1:${await startRefusingPostgres()}/db`;
  expectNoPassword(await outputOf({ POSTGRES_URL: refusing }, /refused the user or password/));
});

test('Redis that refuses the user or password', async () => {
  const { REDIS_URL = '', ...postgres } = await prepare();
  const { host } = new URL(REDIS_URL);
  const url = { REDIS_URL: `redis://nobody:${ENCODED}@${host}` };
  expectNoPassword(await outputOf({ ...postgres, ...url }, /refuses the user or password|WRONGPASS/));
});
