// The document in the hands of another generator than ours: what it makes compiles, and works.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../testing/service.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program such as somebody else would write against it. */
const program = `import { createJob, deleteJob, getJob, listJobs } from './generated/sdk.gen.ts';
import { client } from './generated/client.gen.ts';
import type { Job, JobInput, Problem } from './generated/types.gen.ts';

client.setConfig({ baseUrl: process.argv[2]! });
const body: JobInput = {
  name: 'From another client',
  target: 'https://example.com/api/notify',
  payload: { message: 'Hello, world!' },
  schedule_type: 'cron',
  cron_expression: '0 9 * * 1-5',
  timezone: 'Europe/Berlin',
};
const { data: created } = await createJob({ body, throwOnError: true });
const { data: read } = await getJob({ path: { id: created.id }, throwOnError: true });
const { data: list } = await listJobs({ query: { status: 'active', limit: 10 }, throwOnError: true });
const jobs: Job[] = list.data;
const { error } = await createJob({ body: { ...body, cron_expression: '61 * * * *' } });
const problem: Problem | undefined = error;
await deleteJob({ path: { id: created.id }, throwOnError: true });
const { response } = await getJob({ path: { id: created.id } });
console.log(
  JSON.stringify({
    name: read.name,
    listed: jobs.some(({ id }) => id === created.id),
    pointer: problem?.errors?.[0]?.pointer,
    gone: response?.status,
  }),
);
`;

let folder: string;
let service: TestService;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scheduler-client-'));
  service = await startTestService();
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

test('hey-api makes a client of it that compiles and works', async () => {
  await createClient({
    input: path.join(root, 'openapi/openapi.json'),
    output: { path: path.join(folder, 'generated'), module: { extension: '.ts' } },
    plugins: ['@hey-api/typescript', '@hey-api/client-fetch', '@hey-api/sdk'],
    logs: { level: 'silent' },
  });
  const file = path.join(folder, 'program.ts');
  await writeFile(file, program);
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');

  const compiler = path.join(root, 'node_modules/.bin/tsc');
  const flags = '--noEmit --strict --target esnext --module nodenext --allowImportingTsExtensions';
  const types = ['--types', 'node', '--typeRoots', path.join(root, 'node_modules/@types')];
  const compiled = run(compiler, [...flags.split(' '), ...types, file], { cwd: folder });
  expect(await compiled.catch((error: { stdout: string }) => error)).toEqual({ stdout: '', stderr: '' });

  const { stdout } = await run(process.execPath, [file, service.url]);
  expect(JSON.parse(stdout)).toEqual({
    name: 'From another client',
    listed: true,
    pointer: '/cron_expression',
    gone: 404,
  });
});
