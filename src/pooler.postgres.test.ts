// Tests the service behind PgBouncer, in both modes, with a run from the request to the record.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { prepareBackend } from './testing/backend.ts';
import { freePort, unprivilegedUser } from './testing/servers.ts';
import { startTestService } from './testing/service.ts';
import { startTarget } from './testing/target.ts';
import { waitFor } from './testing/wait.ts';
import { yearlyJob } from './testing/yearly-job.ts';

const pgbouncer = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((file) => existsSync(file));
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Returns its port. It refuses `options` in the startup message, as by default. */
async function startPooler(mode: 'session' | 'transaction'): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-pooler-'));
  // The pooler runs as another user.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const { hostname, port: serverPort } = new URL(inject('postgresUrl')!);
  const users = path.join(folder, 'users.txt');
  const settings = path.join(folder, 'pgbouncer.ini');
  writeFileSync(users, '"postgres" ""\n', { mode: 0o644 });
  writeFileSync(
    settings,
    `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = 40
`,
    { mode: 0o644 },
  );
  const child: ChildProcess = spawn(pgbouncer!, [settings], { stdio: 'ignore', ...unprivilegedUser() });
  const ended = once(child, 'exit');
  stops.push(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  await waitFor('the pooler', async () => {
    if (child.exitCode !== null) throw new Error(`The pooler ended with exit code ${child.exitCode}.`);
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return isOpen;
  });
  return port;
}

test.skipIf(pgbouncer === undefined).each(['session', 'transaction'] as const)(
  'behind a pooler that keeps the %s: create, run, record, and options of the URL apply',
  async (mode) => {
    const prepared = await prepareBackend('migrated');
    stops.push(() => prepared.cleanUp());
    const url = new URL(prepared.environment['POSTGRES_URL']!);
    url.port = String(await startPooler(mode));
    url.search = '?options=-c%20search_path%3Dpublic%20-c%20statement_timeout%3D9s';
    const [service, target] = await Promise.all([
      startTestService({ POSTGRES_URL: url.href }),
      startTarget(),
    ]);
    stops.push(
      () => service.stop(),
      () => target.close(),
    );
    const { jobs, runs } = service.scheduler;
    const job = await jobs.create(yearlyJob(target.url));
    const run = await jobs.run(job.id);
    const ended = await waitFor('the run', async () => {
      const found = await runs.get(run.id);
      return found.finished_at !== null && found;
    });
    expect(ended).toMatchObject({ status: 'succeeded', attempt_count: 1 });
    expect(target.deliveries).toHaveLength(1);
  },
);
