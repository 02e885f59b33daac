// Tests that an export, imported into an empty database, has the same jobs, runs and statistics.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createClient, type Scheduler } from '../client/src/index.ts';
import { useParts } from '../src/testing/use-processes.ts';
import { waitFor } from '../src/testing/wait.ts';

const { prepare, start, target: startTarget } = useParts();

async function runScript(name: string, environment: Record<string, string>, input = '') {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [path.join(import.meta.dirname, name)], {
    env: { PATH, ...environment },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

async function readAll(scheduler: Scheduler) {
  const jobs = await Array.fromAsync(scheduler.jobs.list({ include: 'payload' }));
  const runs = await Array.fromAsync(scheduler.runs.list());
  const details = await Promise.all(runs.map(({ id }) => scheduler.runs.get(id)));
  const audit = await Array.fromAsync(scheduler.audit.list());
  return { jobs, runs, details, audit, credentials: await scheduler.credentials.list() };
}

test('everything moves to another database, where the scheduler stays paused', async () => {
  const ENCRYPTION_KEY = 'a'.repeat(64);
  const [from, to] = [await prepare('migrated'), await prepare('migrated')];
  const target = await startTarget();
  target.answer = (_delivery, response) =>
    response.writeHead(target.deliveries.length === 1 ? 500 : 200).end('ok');
  const first = await start({ ...from, ENCRYPTION_KEY });
  const before = createClient({ baseUrl: first.url!, retries: 0 });
  await before.credentials.create({
    ...{ name: 'of-the-target', hosts: [target.url] },
    header: { name: 'x-key', value: 'key-of-the-target' },
  });
  const job = await before.jobs.create({
    name: 'moves',
    target: target.url,
    payload: { zebra: 1, apple: [2] },
    headers: { authorization: 'Bearer secret-of-the-target' },
    credential: 'of-the-target',
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    retry: { initial_delay_seconds: 1 },
  });
  const run = await before.jobs.run(job.id);
  await waitFor('the second attempt', async () => (await before.runs.get(run.id)).status === 'succeeded');
  const expected = await readAll(before);
  await first.end('SIGTERM');

  const exported = await runScript('export.ts', from);
  expect(exported.errors).toMatch(/^Exported \d+ rows/);
  expect(exported.output).not.toMatch(/(secret|key)-of-the-target/);
  const imported = await runScript('import.ts', to, exported.output);
  expect([imported.code, imported.errors]).toEqual([0, '']);
  const again = await runScript('import.ts', to, exported.output);
  expect([again.code, again.errors]).toEqual([
    1,
    expect.stringMatching(/has jobs or runs: import into an empty/),
  ]);

  const second = await start({ ...to, ENCRYPTION_KEY });
  const after = createClient({ baseUrl: second.url!, retries: 0 });
  expect(await readAll(after)).toEqual(expected);
  const pause = (await (await fetch(`${second.url}/pause`)).json()) as { paused: boolean; reason: string };
  expect(pause).toMatchObject({ paused: true, reason: 'Imported from another database' });
  await fetch(`${second.url}/resume`, { method: 'POST' });
  const next = await after.jobs.run(job.id);
  await waitFor('a run', async () => (await after.runs.get(next.id)).status === 'succeeded');
  expect(target.deliveries.at(-1)).toMatchObject({
    body: target.deliveries[0]!.body,
    headers: { authorization: 'Bearer secret-of-the-target', 'x-key': 'key-of-the-target' },
  });
});
