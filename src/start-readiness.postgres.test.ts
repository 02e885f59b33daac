// Tests that a process is not ready before the database has its schema.
import pg from 'pg';
import { expect, test } from 'vitest';
import { contractFetch } from './testing/contract.ts';
import { launchProcess } from './testing/process.ts';
import { freePort } from './testing/servers.ts';
import { useParts } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';

const { prepare, cleanUp } = useParts();
/** The session lock of migrations, as in `store/migrate.ts`. */
const MIGRATION_LOCK = 4_127_002;

test('while another process migrates, requests get a 503, never a 500', async () => {
  const environment = await prepare('empty');
  const other = new pg.Client({ connectionString: environment['POSTGRES_URL'] });
  await other.connect();
  cleanUp(() => other.end());
  await other.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);

  const port = await freePort();
  const { end } = launchProcess({ ...environment, PORT: String(port) });
  cleanUp(() => end('SIGKILL'));
  const url = `http://localhost:${port}`;
  const readiness = () => contractFetch(new Request(`${url}/readyz`)).catch(() => undefined);
  const response = await waitFor('the database to respond', async () => {
    const found = await readiness();
    return ((await found?.clone().json()) as { database?: string } | undefined)?.database === 'ok' && found;
  });
  expect(response.status).toBe(503);
  const { parts } = (await response.json()) as { parts: { name: string; reason: string }[] };
  expect(parts.map(({ name }) => name)).toEqual(['plan', 'enqueue', 'consume', 'write']);
  expect(parts[0]!.reason).toBe('The service is starting: the database does not have its schema yet.');
  for (const [method, path] of [
    ['GET', '/jobs'],
    ['POST', '/jobs/batch'],
  ] as const) {
    const early = await contractFetch(
      new Request(url + path, {
        method,
        ...(method === 'POST' && { headers: { 'content-type': 'application/json' }, body: '{"jobs":[]}' }),
      }),
    );
    expect([path, early.status, early.headers.get('retry-after')]).toEqual([path, 503, '1']);
  }

  await other.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  await waitFor('readiness', async () => (await readiness())?.status === 200);
  expect((await fetch(`${url}/jobs`)).status).toBe(200);
});
