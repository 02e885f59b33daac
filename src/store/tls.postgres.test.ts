// Tests sslmode and sslrootcert of POSTGRES_URL against a server with a certificate.
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../http/test-certificate.ts';
import { parseSettings } from '../settings.ts';
import { describeStartError } from '../start-errors.ts';
import { type Server, startPostgres, unprivilegedUser } from '../testing/servers.ts';
import { connectPostgres } from './connections.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-tls-'));
const user = unprivilegedUser();
const write = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  if (user) chownSync(file, user.uid, user.gid);
  return file;
};
const { key, cert } = makeCertificate(['localhost']);
const root = write('cert.pem', cert);
const otherRoot = write('other.pem', makeCertificate(['localhost']).cert);

let server: Server;
beforeAll(async () => {
  if (user) chownSync(folder, user.uid, user.gid);
  server = await startPostgres([
    ...['fsync=off', 'ssl=on', `ssl_cert_file=${root}`, `ssl_key_file=${write('key.pem', key)}`],
  ]);
});
afterAll(async () => {
  await server.throwAway();
  rmSync(folder, { recursive: true });
});

/** Whether the connection is encrypted, or the sentence with which a start ends. */
async function connect(host: string, query: string): Promise<boolean | string> {
  const url = new URL(server.url);
  url.hostname = host;
  url.search = query;
  const settings = parseSettings({ POSTGRES_URL: url.href });
  const pool = connectPostgres(settings.postgresUrl!).openPool({ max: 1 });
  try {
    const { rows } = await pool.query<{ ssl: boolean }>(
      'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    );
    return rows[0]!.ssl;
  } catch (error) {
    return describeStartError(error, settings) ?? String(error);
  } finally {
    await pool.end();
  }
}

test.each([
  ['localhost', '', false],
  ['localhost', 'sslmode=disable', false],
  ['localhost', 'sslmode=require', true],
  ['127.0.0.1', 'sslmode=require', true],
  ['localhost', `sslmode=verify-full&sslrootcert=${root}`, true],
  ['127.0.0.1', `sslmode=verify-ca&sslrootcert=${root}`, true],
])('%s with %s connects', async (host, query, isEncrypted) => {
  expect(await connect(host, query)).toBe(isEncrypted);
});

test.each([
  ['127.0.0.1', `sslmode=verify-full&sslrootcert=${root}`],
  ['localhost', `sslmode=verify-full&sslrootcert=${otherRoot}`],
  ['localhost', `sslmode=verify-ca&sslrootcert=${otherRoot}`],
  ['localhost', 'sslmode=verify-full&sslrootcert=system'],
])('%s with %s is refused with the fix', async (host, query) => {
  expect(await connect(host, query)).toMatch(/^POSTGRES_URL: the certificate of .* set sslrootcert=<file>/);
});
