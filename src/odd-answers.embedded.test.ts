// Tests that a target with odd responses gets each POST once, from the stored job to the run.
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from './http/test-server.ts';
import { useService } from './testing/use-service.ts';
import { waitFor } from './testing/wait.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const text = 'Größe done';
const latin1 = `HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=iso-8859-1\r\ncontent-length: 10\r\n\r\n${text}`;
const gzip = gzipSync(text).toString('latin1');

/** The bytes by the path of the request, the end of the run, and what its error says. */
const cases: Record<string, { bytes: string; status?: string; error?: string; job?: object }> = {
  interim: { bytes: `HTTP/1.1 100 Continue\r\n\r\n${OK}` },
  'line-feeds': { bytes: OK.replaceAll('\r', '') },
  'large-headers': {
    bytes: `HTTP/1.1 200 OK\r\n${'set-cookie: a=b\r\n'.repeat(3_500)}content-length: 0\r\n\r\n`,
  },
  'two-lengths': { bytes: OK.replace('content-length: 2', 'content-length: 2\r\ncontent-length: 2') },
  'length-and-chunks': {
    bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  },
  ssh: { bytes: 'SSH-2.0-OpenSSH_9.9\r\n', status: 'failed', error: 'starts with "SSH-2.0-OpenSSH_9.9"' },
  'bad-request': {
    bytes: 'HTTP/1.1 400 No\r\ncontent-length: 0\r\n\r\n',
    status: 'failed',
    error: 'retry.on does not list 400',
    job: { retry: { on: ['5xx', 'network'], initial_delay_seconds: 0 } },
  },
  moved: {
    bytes: 'HTTP/1.1 308 Moved\r\nlocation: /new\r\ncontent-length: 0\r\n\r\n',
    status: 'failed',
    error: '/new. Redirects are not followed',
    job: { retry: { max_attempts: 1 } },
  },
  latin1: { bytes: latin1, job: { success: { body_contains: text } } },
  gzip: {
    bytes: `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${gzip.length}\r\n\r\n${gzip}`,
    job: { success: { body_contains: text } },
  },
  form: {
    bytes: OK,
    job: { payload: { a: 1, b: 'x y' }, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
  },
};

const { service } = useService();
const schedule = { schedule_type: 'cron', cron_expression: '0 0 1 1 *' } as const;

test('a target that answers oddly gets each POST once', async () => {
  const target = await startServer((socket, request) => {
    socket.write(cases[/^POST \/([\w-]+)/.exec(request)![1]!]!.bytes, 'latin1');
  });
  onTestFinished(() => target[Symbol.asyncDispose]());
  const { jobs, runs } = service.scheduler;
  const started = Object.entries(cases).map(async ([name, { job }]) => {
    const { id } = await jobs.create({
      name,
      target: `http://127.0.0.1:${target.port}/${name}?run={{run.id}}`,
      payload: { charge: 1 },
      retry: { initial_delay_seconds: 0 },
      ...schedule,
      ...job,
    });
    return [name, (await jobs.run(id)).id] as const;
  });
  for (const [name, id] of await Promise.all(started)) {
    const run = await waitFor(`the run of ${name} to end`, async () => {
      const found = await runs.get(id);
      return found.finished_at === null ? undefined : found;
    });
    const { status = 'succeeded', error } = cases[name]!;
    expect([name, run.status, run.attempt_count]).toEqual([name, status, 1]);
    expect(run.error?.message ?? '').toContain(error ?? '');
    const posts = target.requests.filter((request) => request.startsWith(`POST /${name}?run=${id} `));
    expect([name, posts.length]).toEqual([name, 1]);
    if (name === 'form')
      expect(posts[0]).toMatch(/content-type: application\/x-www-form-urlencoded\r\n[^]*a=1&b=x\+y$/);
  }
});

test('a kept connection that the target resets costs no attempt', async () => {
  const answered = new Set<unknown>();
  const target = await startServer((socket) => {
    if (answered.has(socket)) socket.resetAndDestroy();
    else socket.write(OK);
    answered.add(socket);
  });
  onTestFinished(() => target[Symbol.asyncDispose]());
  const { jobs, runs } = service.scheduler;
  for (const max_attempts of [4, 1]) {
    const { id } = await jobs.create({
      name: 'reset',
      target: `http://127.0.0.1:${target.port}/`,
      retry: { max_attempts },
      ...schedule,
    });
    for (let i = 0; i < 3; i++) {
      const { id: runId } = await jobs.run(id);
      const run = await waitFor('the run to end', async () => {
        const found = await runs.get(runId);
        return found.finished_at === null ? undefined : found;
      });
      expect([run.status, run.attempt_count]).toEqual(['succeeded', 1]);
    }
  }
});

test('bodies and hosts that cannot be meant are refused', async () => {
  const { jobs } = service.scheduler;
  const refuse = (pointer: string, detail: string, changes: object) =>
    expect(
      jobs.create({ name: 'a', target: 'http://127.0.0.1:9999/', ...schedule, ...changes }),
    ).rejects.toMatchObject({
      status: 422,
      fieldErrors: [{ pointer, detail: expect.stringContaining(detail) }],
    });
  const type = (contentType: string) => ({ headers: { 'Content-Type': contentType } });
  await refuse('/headers/Content-Type', 'write charset=utf-8', {
    ...type('text/plain; charset=iso-8859-1'),
    payload: 'é',
  });
  await refuse('/payload', 'must be an object or a string', {
    ...type('application/x-www-form-urlencoded'),
    payload: [1],
  });
  await refuse('/target', 'must not contain a template', { target: 'http://{{job.key}}.example.com/' });
  await refuse('/retry/on/0', 'network or timeout', { retry: { on: ['dns'] } });
});
