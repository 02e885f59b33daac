// Tests that the code snippets of a job create an equal job: with curl, and with the client.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { JobInput } from '../../../client/src/index.ts';
import { compileFolder } from '../../testing/compile.ts';
import { useService } from '../../testing/use-service.ts';
import { jobToClient, jobToCurl } from './code.ts';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '../../..');
const { service } = useService();

const awkward: JobInput = {
  name: `It's "awkward" \\ $HOME \`id\``,
  description: 'Two lines\nJSON\n and an end',
  target: 'http://localhost:8080/a?b=c&d=$e',
  headers: { 'x-tenant': "o'neill" },
  payload: { "it's": '\\"', 'a b': [1, -0.5, { ü: '\u2028' }], list: [], empty: {} },
  schedule_type: 'cron',
  cron_expression: '30 2 * * MON#1',
  timezone: 'Europe/Berlin',
  exclude: ['2127-12-24', { from: '2127-12-27', to: '2127-12-31' }],
  retry: { max_attempts: 9 },
  success: { statuses: ['2xx', '404'] },
  catch_up: { policy: 'none' },
  tags: ['a', 'b c'],
  max_runs: 5,
  status: 'inactive',
};

test('creates an equal job from its code snippets', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'scheduler-code-'));
  const where = { url: service.url, needsKey: false };
  const definitionOf = async () => {
    const { key, id, version, created_at, updated_at, ...rest } = (await service.scheduler.jobs.list())
      .data[0]!;
    return rest;
  };
  const created = await service.scheduler.jobs.create(awkward);
  await service.scheduler.jobs.pause(created.id);
  for (const key of [null, 'awkward:1']) {
    const job = await service.scheduler.jobs.update(created.id, { key });
    const expected = await definitionOf();
    await service.scheduler.jobs.update(created.id, { key: null });

    await run('bash', ['-c', jobToCurl({ ...job, key }, where).replace('curl ', 'curl --fail-with-body ')]);
    expect(await definitionOf()).toEqual(expected);
    await service.scheduler.jobs.delete((await service.scheduler.jobs.list()).data[0]!.id);

    const client = path.join(root, 'client/src/index.ts');
    const code = jobToClient({ ...job, key }, where).replace('scheduler-service-client', client);
    await writeFile(path.join(folder, 'job.ts'), code);
    await run('node', [path.join(folder, 'job.ts')]);
    expect(await definitionOf()).toEqual(expected);
    await service.scheduler.jobs.delete((await service.scheduler.jobs.list()).data[0]!.id);
  }
  expect(await compileFolder(folder, { noUnusedLocals: false })).toBe('');
  await rm(folder, { recursive: true, force: true });
});
