// Tests the command line and the MCP server against a service.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { useService } from '../../src/testing/use-service.ts';
import { createClient, type Job, type JobPlan, type RunWithAttempts } from '../src/index.ts';
import { EXIT } from './exit-codes.ts';
import { createMcpServer } from './mcp/server.ts';
import { run } from './program.ts';

const KEY = 'ck_0123456789abcdef0123456789abcdef';
const { service, target } = useService({ API_KEYS: `deploy:admin:${KEY}` });
const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

/** Runs a command line as in a shell. */
async function cli(args: string[], env: Record<string, string> = {}, input = '') {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(args, {
    env: { SCHEDULER_URL: service.url, SCHEDULER_API_KEY: KEY, ...env },
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    readStdin: async () => input,
  });
  return { code, out: out.join(''), err: err.join('') };
}

async function json<T>(args: string[], env?: Record<string, string>): Promise<T> {
  const { out, err } = await cli(['--json', ...args], env);
  expect(err).toBe('');
  return JSON.parse(out) as T;
}

const job = (key: string, more = '') => `
  - key: ${key}
    name: ${key}
    target: ${target.url}
    headers: { authorization: "Bearer \${env:TOKEN}" }
    schedule_type: cron
    cron_expression: 0 6 1 * *${more}`;

describe('jobs and runs', () => {
  beforeAll(async () => {
    const body = `{ key: cli, name: Of the shell, target: ${target.url}, schedule_type: cron, cron_expression: 0 6 1 * * }`;
    expect(await cli(['jobs', 'create', '-f', '-'], {}, body)).toMatchObject({ code: EXIT.done, err: '' });
  });

  test('are listed and shown by key', async () => {
    const { out } = await cli(['jobs', 'list', '--search', 'of the shell']);
    expect(out.split('\n')[0]).toMatch(/^ID +KEY +NAME +STATUS/);
    expect(out).toMatch(/ cli +Of the shell +active /);
    expect(await json<Job>(['jobs', 'get', 'cli'])).toMatchObject({ name: 'Of the shell' });
  });

  test('a followed run ends with its exit code', async () => {
    expect(await cli(['jobs', 'run', 'cli', '--follow'])).toMatchObject({
      code: EXIT.done,
      out: expect.stringMatching(/^Attempt 1: succeeded 200.*\nRun \S+ is succeeded\n$/),
    });
    await json(['jobs', 'pause', 'cli', '--reason', 'tested']);
    const failing = `{ key: failing, name: f, target: "${target.url}/500", schedule_type: cron, cron_expression: 0 6 1 * *, retry: { max_attempts: 1 } }`;
    const { answer } = target;
    target.answer = (_delivery, response) => response.writeHead(500).end();
    await cli(['jobs', 'create', '-f', '-'], {}, failing);
    const followed = await cli(['--json', 'jobs', 'run', 'failing', '--follow']);
    target.answer = answer;
    expect(followed.code).toBe(EXIT.runFailed);
    const failed = JSON.parse(followed.out) as RunWithAttempts;
    expect(await cli(['runs', 'retry', failed.id, '--follow'])).toMatchObject({ code: EXIT.done });
  });

  test('errors have a message and an exit code', async () => {
    expect(await cli(['jobs', 'get', 'missing'])).toMatchObject({
      code: EXIT.refused,
      err: 'There is no job with this key.\n',
    });
    expect(await cli(['jobs', 'gte', 'cli'])).toMatchObject({ code: EXIT.usage });
    expect(await cli(['--url', 'nowhere', 'jobs', 'list'])).toMatchObject({ code: EXIT.usage });
    expect(await cli(['jobs', 'list'], { SCHEDULER_URL: 'http://127.0.0.1:1' })).toMatchObject({
      code: EXIT.unreachable,
      err: expect.stringContaining('SCHEDULER_URL'),
    });
    for (const url of ['http://ada:hunter2@127.0.0.1', 'htp://ada:hunter2@127.0.0.1']) {
      const { code, out, err } = await cli(['--url', url, 'jobs', 'list']);
      expect(code).toBe(EXIT.usage);
      expect(out + err).not.toContain('hunter2');
    }
    const wrong = file('wrong-key', 'wrong\n');
    expect(await cli(['--key-file', wrong, 'jobs', 'list'])).toMatchObject({ code: EXIT.refused });
    const preview = await cli(['preview', '0 0 12 ? * 2-6']);
    expect(preview.err).toContain('"0 12 * * MON-FRI"');
    expect((await cli(['preview', '5 minutes', '--count', '2'])).out).toMatch(/^Every 5 minutes.*\n {2}\d/);
  });
});

test('texts of others cannot control the terminal, and files and JSON keep their values', async () => {
  const description = 'a\u001b[2Jb\u202ec\u009bd\u{e0041}e';
  const hidden = /[\u001b\u202e\u009b\u{e0041}]/u;
  const spec = {
    name: 'odd',
    key: 'odd',
    target: target.url,
    description,
    schedule_type: 'cron',
    cron_expression: '0 6 1 * *',
  };
  await cli(['jobs', 'create', '-f', '-'], {}, JSON.stringify(spec));
  for (const args of [['jobs', 'get', 'odd'], ['--json', 'jobs', 'get', 'odd'], ['export']]) {
    const { out, err } = await cli(args);
    expect(out + err, args.join(' ')).not.toMatch(hidden);
  }
  expect((await json<Job>(['jobs', 'get', 'odd'])).description).toBe(description);
  const exported = parse((await cli(['export'])).out) as { jobs: { key: string; description: string }[] };
  expect(exported.jobs.find(({ key }) => key === 'odd')!.description).toBe(description);
  expect((await cli(['jobs', 'get', 'odd'])).out).toContain('a\\u{1b}[2Jb\\u{202e}c');
});

describe('files of jobs', () => {
  const jobsFile = (jobs: string) => file('jobs.yaml', `managed_by: shop\njobs:${jobs}\n`);

  test('are planned, applied, exported, and applied again without a change', async () => {
    const missing = await cli(['plan', jobsFile(job('a'))]);
    expect(missing).toMatchObject({
      code: EXIT.refused,
      err: expect.stringContaining('TOKEN (jobs[0].headers'),
    });
    const env = { TOKEN: 's3cret' };
    const planned = await cli(['plan', jobsFile(job('a') + job('b')), '--detailed-exit-code'], env);
    expect(planned).toMatchObject({ code: EXIT.changes, out: expect.stringContaining('+ a  a\n+ b  b\n') });
    expect((await cli(['apply', jobsFile(job('a') + job('b'))], env)).out).toContain('shop: 2 created');

    const exported = path.join(folder, 'exported.yaml');
    await cli(['export', '--managed-by', 'shop', '-o', exported]);
    expect(readFileSync(exported, 'utf8')).toMatch(/^# yaml-language-server: \$schema=.*\n# Secrets/);
    const parsed = parse(readFileSync(exported, 'utf8')) as { jobs: object[] };
    expect(parsed.jobs[0]).toEqual({
      key: 'a',
      name: 'a',
      target: target.url,
      schedule_type: 'cron',
      cron_expression: '0 6 1 * *',
      headers: { authorization: '${env:A_AUTHORIZATION}' },
    });
    const same = { A_AUTHORIZATION: 'Bearer s3cret', B_AUTHORIZATION: 'Bearer s3cret' };
    const again = await json<JobPlan>(['apply', exported, '--prune'], same);
    expect(again.counts).toMatchObject({ unchanged: 2, update: 0 });

    const pruned = await cli(['apply', jobsFile(job('a', '\n    timeout_seconds: 60')), '--prune'], env);
    expect(pruned.out).toContain('~ a  a\n    timeout_seconds: 30 → 60\n- b  b\n');
  });

  test('of another scheduler are imported and planned', async () => {
    const crontab = file('crontab', '0 6 * * * curl -X POST https://example.com/close\n');
    const imported = await cli(['import', 'crontab', crontab, '-o', path.join(folder, 'imported.yaml')]);
    expect(imported).toMatchObject({ code: EXIT.done, err: '1 job imported, 0 notes.\n' });
    const planned = await cli(['plan', path.join(folder, 'imported.yaml')]);
    expect(planned.out).toContain('crontab: 1 to create');
  });
});

test('operations of the contract are listed and called', async () => {
  expect((await cli(['api'])).out).toMatch(/getStats +GET \/stats +viewer/);
  expect(await json(['api', 'listJobs', '-p', 'limit=1'])).toMatchObject({ data: [{}] });
  expect(await cli(['api', 'getJob'])).toMatchObject({
    code: EXIT.usage,
    err: expect.stringContaining('id'),
  });
  expect(await cli(['api', 'listJobs', '-p', 'nothing=1'])).toMatchObject({ code: EXIT.usage });
});

test('words are completed', async () => {
  expect((await cli(['complete', '--', 'jobs', 'p'])).out).toBe('pause\n');
  expect((await cli(['complete', '--', 'plan', '--pr'])).out).toBe('--prune\n');
  expect((await cli(['complete', '--', 'api', 'applyJ'])).out).toBe('applyJobs\n');
  for (const shell of ['bash', 'zsh', 'fish']) {
    expect((await cli(['completion', shell])).out).toContain('scheduler complete');
  }
});

describe('the MCP server', () => {
  async function connect(allowWrites: boolean): Promise<Client> {
    const [client, server] = [
      new Client({ name: 'test', version: '1' }),
      InMemoryTransport.createLinkedPair(),
    ];
    const scheduler = createClient({ baseUrl: service.url, apiKey: KEY });
    await createMcpServer(scheduler, { allowWrites }).connect(server[0]);
    await client.connect(server[1]);
    return client;
  }

  async function call(client: Client, name: string, args: Record<string, unknown>) {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const texts = (content as { text: string }[]).map(({ text }) => text);
    return { texts, isError: isError ?? false };
  }

  test('reads, and has no tools that change something', async () => {
    const client = await connect(false);
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['listJobs', 'getRun', 'previewSchedule', 'getStats']));
    expect(names).not.toContain('deleteJob');
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const { texts } = await call(client, 'listJobs', { limit: 1 });
    expect(JSON.parse(texts[0]!)).toMatchObject({ data: [{}] });
    expect(await call(client, 'deleteJob', {})).toMatchObject({
      isError: true,
      texts: [expect.stringContaining('--allow-writes')],
    });
  });

  test('carries out a bulk action only as its dry run showed it', async () => {
    const client = await connect(true);
    const body = { action: 'pause', filter: { managed_by: 'shop' } };
    expect(await call(client, 'changeJobs', { body })).toMatchObject({ isError: true });
    const { texts } = await call(client, 'changeJobs', { body: { ...body, dry_run: true } });
    const confirm = /confirm (\w+)/.exec(texts[1]!)?.[1];
    const other = { ...body, filter: { status: 'active' } };
    expect(await call(client, 'changeJobs', { body: other, confirm })).toMatchObject({ isError: true });
    const done = await call(client, 'changeJobs', { body, confirm });
    expect(JSON.parse(done.texts[0]!)).toMatchObject({ done: [expect.any(String)] });
    expect(await call(client, 'changeJobs', { body, confirm })).toMatchObject({ isError: true });
  });
});
