// Tests the packed client in TypeScript and JavaScript projects, in a browser page, and in the example.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { ACTION_TIMEOUT_MS, sharedBrowser } from '../src/testing/browser.ts';
import { startTestService, type TestService } from '../src/testing/service.ts';
import { waitFor } from '../src/testing/wait.ts';
import { forgeRequest } from './src/testing.ts';
import { createSecret } from './src/webhooks.ts';

const run = promisify(execFile);
const here = import.meta.dirname;
const bin = path.join(here, '../node_modules/.bin');
const installed = 'node_modules/scheduler-service-client';

/** A project that has installed the package. */
let project: string;
let service: TestService;
/** The origin of the page that may call the service. */
const pages = createServer((request, response) => {
  const file = (request.url ?? '').startsWith('/openapi-fetch')
    ? path.join(here, '../node_modules/openapi-fetch/dist/index.mjs')
    : path.join(project, installed, 'dist', path.basename(request.url ?? ''));
  if (request.url === '/') {
    const imports = { 'scheduler-service-client': '/index.js', 'openapi-fetch': '/openapi-fetch.mjs' };
    response.setHeader('content-type', 'text/html');
    response.end(`<script type="importmap">${JSON.stringify({ imports })}</script>`);
    return;
  }
  readFile(file).then(
    (text) => response.setHeader('content-type', 'text/javascript').end(text),
    () => response.writeHead(404).end(),
  );
});
let origin: string;

beforeAll(async () => {
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  service = await startTestService({ ALLOWED_ORIGINS: origin });

  project = await mkdtemp(path.join(tmpdir(), 'scheduler-client-'));
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: here });
  const archive = (await readdir(project)).find((name) => name.endsWith('.tgz'))!;
  await mkdir(path.join(project, installed), { recursive: true });
  await run('tar', ['-xzf', archive, '-C', installed, '--strip-components=1'], { cwd: project });
  await symlink(
    path.join(here, '../node_modules/openapi-fetch'),
    path.join(project, 'node_modules/openapi-fetch'),
  );
  await writeFile(path.join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(async () => {
  pages.close();
  await service.stop();
  await rm(project, { recursive: true, force: true });
});

const USE = `
import { createClient, SchedulerError } from 'scheduler-service-client';

const scheduler = createClient({ baseUrl: process.argv[2] ?? '' });
const job = await scheduler.jobs.ensure('packed:' + process.argv[3], {
  name: 'Packed', target: 'http://localhost:8080/', schedule_type: 'cron', cron_expression: '0 6 * * *',
});
const names = [];
for await (const { name } of scheduler.jobs.list({ q: job.key ?? '' })) names.push(name);
await scheduler.jobs.delete(job.id);
const status = await scheduler.jobs.get(job.id).catch((error) => error instanceof SchedulerError && error.status);
console.log(JSON.stringify([names, status]));
`;

test('it contains exactly the intended files', async () => {
  const files = await readdir(path.join(project, installed), { recursive: true });
  const strange = files.filter((name) => !/^dist\/(?:[a-z-]+(\.d\.ts|\.js)|cli\/[a-z.-]+\.js)$/.test(name));
  expect(strange.toSorted()).toEqual([
    ...[
      'LICENSE',
      'README.md',
      'bin',
      'bin/scheduler.mjs',
      'dist',
      'dist/cli',
      'dist/cli/licenses.md',
      'jobs-file.schema.json',
    ],
    'package.json',
  ]);
});

describe('in an empty strict TypeScript project', () => {
  it.each([
    ['6', 'tsc6', 'nodenext'],
    ['7', 'tsc', 'nodenext'],
    ['7', 'tsc', 'bundler'],
  ])('it compiles with TypeScript %s (%s, %s)', async (_version, compiler, resolution) => {
    const folder = await mkdtemp(path.join(project, 'typed-'));
    const compilerOptions = {
      strict: true,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: 'es2023',
      types: [],
      module: resolution === 'bundler' ? 'esnext' : resolution,
      moduleResolution: resolution,
    };
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const argv = 'declare const process: { argv: string[] };\n';
    const typed = USE.replace('names = []', 'names: string[] = []');
    await writeFile(path.join(folder, 'main.ts'), argv + typed);
    const uses = ['webhooks', 'testing'].map((name) => `export * from 'scheduler-service-client/${name}';`);
    await writeFile(path.join(folder, 'others.ts'), uses.join('\n'));
    const result = await run(path.join(bin, compiler), ['-p', folder]).catch((error: unknown) => error);
    expect(result).toMatchObject({ stdout: '' });
    expect(result).not.toBeInstanceOf(Error);
  });
});

test('a plain JavaScript project uses it', async () => {
  await writeFile(path.join(project, 'main.js'), USE);
  const { stdout } = await run('node', ['main.js', service.url, 'node'], { cwd: project });
  expect(JSON.parse(stdout)).toEqual([['Packed'], 404]);
});

test('a page of another origin uses it', async () => {
  const page = await (await sharedBrowser()).newPage();
  page.setDefaultTimeout(ACTION_TIMEOUT_MS);
  try {
    await page.goto(origin);
    const said = page.waitForEvent('console', { predicate: (message) => message.type() === 'log' });
    const thrown = page.waitForEvent('pageerror').then((error) => Promise.reject(error));
    await page.addScriptTag({
      type: 'module',
      content: `const process = { argv: ['', '', '${service.url}', 'page'] };\n${USE}`,
    });
    expect(JSON.parse((await Promise.race([said, thrown])).text())).toEqual([['Packed'], 404]);
  } finally {
    await page.close();
  }
});

describe('the example', () => {
  const secret = createSecret();
  const processes: ChildProcess[] = [];
  afterAll(() => processes.forEach((child) => child.kill()));

  /** @returns the URL of the example, after it has declared its job */
  async function start(): Promise<string> {
    const folder = path.join(project, 'invoices');
    await cp(path.join(here, 'examples/invoices'), folder, { recursive: true });
    const child = spawn('node', ['server.ts'], {
      cwd: folder,
      env: { ...process.env, SCHEDULER_URL: service.url, SIGNING_SECRET: secret, PORT: '0' },
    });
    processes.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
    const port = await waitFor('the example to listen', () => {
      if (child.exitCode !== null) throw new Error(`The example ended: ${said}`);
      return /port (\d+); the job/.exec(said)?.[1];
    });
    return `http://localhost:${port}/close`;
  }

  test('declares its job and closes a month once', async () => {
    const url = await start();
    const { jobs, runs } = service.scheduler;
    const job = await jobs.getByKey('invoices:close');
    const first = await runs.wait((await jobs.run(job.id)).id);
    expect(first).toMatchObject({ status: 'succeeded', attempt_count: 1 });
    expect(first.attempts[0]?.response?.body).toMatch(/^acme: \d{4}-\d\d closed 1 times$/);

    const send = async (runId: string, secrets: string) =>
      await fetch(
        await forgeRequest(url, {
          secrets,
          runId,
          jobId: job.id,
          scheduledFor: new Date(first.scheduled_for),
          payload: { tenant: 'acme' },
          attempt: 2,
        }),
      );
    expect(await (await send(first.id, secret)).text()).toMatch(
      /closed 1 times; this delivery was a repeat$/,
    );
    expect((await send(first.id, createSecret())).status).toBe(401);

    const again = await runs.wait((await runs.retry(first.id)).id);
    expect(again.attempts[0]?.response?.body, 'a run of its own is work of its own').toMatch(
      /closed 2 times$/,
    );
  });

  test('a second start declares the same job', async () => {
    const job = await service.scheduler.jobs.getByKey('invoices:close');
    await start();
    const after = await service.scheduler.jobs.getByKey('invoices:close');
    expect(after.id).toBe(job.id);
  });
});
