// Tests that an export, imported into an empty database of either kind, has the same jobs, runs and audit log.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createClient, type Scheduler } from '../client/src/index.ts';
import { backend } from '../src/testing/backend.ts';
import { NODE_COMPILE_CACHE } from '../src/testing/process.ts';
import { dataFolder } from '../src/testing/temporary.ts';
import { useParts } from '../src/testing/use-processes.ts';
import { waitFor } from '../src/testing/wait.ts';

const yearly = { schedule_type: 'cron', cron_expression: '0 0 1 1 *' } as const;
const { prepare, start, cleanUp, target: startTarget } = useParts();

async function runScript(name: string, environment: Record<string, string>, input = '') {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [path.join(import.meta.dirname, name)], {
    env: { PATH, NODE_COMPILE_CACHE, ...environment },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

/** Imports the export into an embedded database, and exports that. */
async function passThroughEmbedded(exported: string): Promise<string> {
  const DATA_DIR = await mkdtemp(path.join(dataFolder, 'scheduler-transfer-'));
  cleanUp(() => rm(DATA_DIR, { recursive: true, force: true }));
  const imported = await runScript('import.ts', { DATA_DIR }, exported);
  expect([imported.code, imported.errors]).toEqual([0, '']);
  return (await runScript('export.ts', { DATA_DIR })).output;
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
  // More than the import writes at once.
  const payload = { text: 'x'.repeat(250_000) };
  const large = { name: 'large', target: target.url, payload, ...yearly };
  await before.jobs.batch(Array.from({ length: 20 }, () => large));
  const job = await before.jobs.create({
    name: 'moves',
    target: target.url,
    payload: { zebra: 1, apple: [2] },
    headers: { authorization: 'Bearer secret-of-the-target' },
    credential: 'of-the-target',
    ...yearly,
    retry: { initial_delay_seconds: 1 },
  });
  const run = await before.jobs.run(job.id);
  await waitFor('the second attempt', async () => (await before.runs.get(run.id)).status === 'succeeded');
  const expected = await readAll(before);
  await first.end('SIGTERM');

  const exported = await runScript('export.ts', from);
  expect(exported.errors).toMatch(/^Exported \d+ rows/);
  expect(exported.output).not.toMatch(/(secret|key)-of-the-target/);
  // From PostgreSQL, the way leads through an embedded database: each kind exports for the other.
  const file = backend === 'embedded' ? exported.output : await passThroughEmbedded(exported.output);
  const imported = await runScript('import.ts', to, file);
  expect([imported.code, imported.errors]).toEqual([0, '']);
  const again = await runScript('import.ts', to);
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
