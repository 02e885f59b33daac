// Tests the client documentation: every code block compiles and runs, every name is documented.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { compileFolder } from '../../src/testing/compile.ts';
import { startTestService, type TestService } from '../../src/testing/service.ts';
import { startTarget, type Target } from '../../src/testing/target.ts';
import { createClient } from './index.ts';
import { forgeRequest } from './testing.ts';
import { createSecret, WebhookError } from './webhooks.ts';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '../..');
const pageOf = (file: string) => readFileSync(path.join(root, file), 'utf8');
const guide = pageOf('docs/client.md');
const blocksOf = (text: string) =>
  Array.from(text.matchAll(/```ts\n([\s\S]*?)```/g), ([, code]) => code ?? '');

let folder: string;
let service: TestService;
let target: Target;
const secret = createSecret();

beforeAll(async () => {
  [service, target] = await Promise.all([startTestService(), startTarget()]);
  folder = await mkdtemp(path.join(tmpdir(), 'scheduler-docs-'));
});
afterAll(async () => {
  await service.stop();
  await target.close();
  await rm(folder, { recursive: true, force: true });
});

/** The code block as a module, with the package source and the URLs of the test service and target. */
async function write(name: string, code: string): Promise<string> {
  const file = path.join(folder, name);
  const source = (entry = 'index') => path.join(root, 'client/src', `${entry}.ts`);
  const text = code
    .replaceAll(/'scheduler-service-client(?:\/(\w+))?'/g, (_all, entry?: string) => `'${source(entry)}'`)
    .replaceAll('http://localhost:3000', service.url)
    .replaceAll('http://localhost:8080', target.url);
  await writeFile(file, `${text}\nexport {};\n`);
  return file;
}

const [calls = '', rest = ''] = guide.split('\n## Receiving deliveries\n');
/** Code blocks about calls continue each other; other blocks are independent. */
const modules: [name: string, code: string][] = [
  ['calls.ts', blocksOf(calls).join('\n')],
  ['readme.ts', blocksOf(pageOf('README.md')).join('\n')],
  ...blocksOf(rest).map((code, index): [string, string] => [`receiving-${index}.ts`, code]),
  ...blocksOf(pageOf('client/README.md')).map((code, index): [string, string] => [
    `package-${index}.ts`,
    code,
  ]),
];

test('README shows the example as it is', () => {
  expect(blocksOf(pageOf('README.md'))).toEqual([pageOf('client/examples/first-job.ts')]);
});

test('every block compiles', async () => {
  for (const [name, code] of modules) {
    expect(code, name).not.toBe('');
    await write(name, code);
  }
  expect(await compileFolder(folder)).toBe('');
});

describe('every block runs', () => {
  it.each(modules)('%s', async (name, code) => {
    const file = await write(name, code);
    const { stderr } = await run('node', [file], {
      env: { ...process.env, SCHEDULER_URL: service.url, SIGNING_SECRET: secret },
    });
    expect(stderr).toBe('');
  });

  it('the receiver verifies deliveries', async () => {
    const file = await write('receiver.ts', blocksOf(rest)[0]!);
    process.env['SIGNING_SECRET'] = secret;
    const { POST } = (await import(/* @vite-ignore */ file)) as {
      POST: (request: Request) => Promise<Response>;
    };
    const given = { payload: { tenant: 'acme' }, runId: 'run', scheduledFor: new Date(0) };
    const send = async (secrets: string) =>
      await POST(await forgeRequest('http://localhost/close', { ...given, secrets }));
    expect(await (await send(secret)).text()).toBe('acme, due at 1970-01-01T00:00:00.000Z');
    expect(await (await send(secret)).text()).toBe('Already processed.');
    expect((await send(createSecret())).status).toBe(401);
  });
});

test('every method is documented', () => {
  const scheduler = createClient({ baseUrl: service.url });
  const { jobs, runs, schedules, session, system } = scheduler;
  for (const resource of [jobs, runs, schedules, session, system]) {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter(
      (name) => name !== 'constructor',
    );
    expect(methods.filter((name) => !new RegExp(`\\b${name}\\(`).test(calls))).toEqual([]);
  }
});

test('every error code is documented with its status', () => {
  const told = Array.from(rest.matchAll(/^\| `(\w+)` \| ([45]\d\d) \|/gm), ([, code, status]) => [
    code,
    Number(status),
  ]);
  expect(told).toHaveLength(5);
  for (const [code, status] of told) expect(new WebhookError(code as 'stale', '').status).toBe(status);
});
