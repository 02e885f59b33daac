// The service as a process: what survives a kill, what a stop finishes, what a start refuses.
import { afterEach, expect, test } from 'vitest';
import { createClient, type JobInput, type Run } from '../client/src/index.ts';
import { backend, prepareBackend } from './testing/backend.ts';
import { runToEnd, type ServiceProcess, startProcess } from './testing/process.ts';
import { startTarget } from './testing/target.ts';
import { waitFor } from './testing/wait.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function prepare(): Promise<Record<string, string>> {
  const made = await prepareBackend(true);
  cleanUps.push(() => made.cleanUp());
  return made.environment;
}

async function start(environment: Record<string, string>): Promise<ServiceProcess> {
  const service = await startProcess({ PORT: '0', ...environment });
  cleanUps.push(() => service.end('SIGKILL'));
  return service;
}

async function target() {
  const target = await startTarget();
  cleanUps.push(() => target.close());
  return target;
}

const JOBS = 1_000;
const SPREAD_SECONDS = 20;

// It takes a minute: on PostgreSQL with Redis, the cluster's tests break more than this does.
test.runIf(backend === 'embedded')(
  'a thousand jobs fire once each through a kill in the middle, none early, and the history shows them',
  {
    timeout: 180_000,
  },
  async () => {
    const receiver = await target();
    const { url, deliveries } = receiver;
    // Every twentieth answer takes its time, so that the kill finds requests in flight.
    receiver.answer = ({ path }, response) =>
      void setTimeout(() => response.end('ok'), path === '/slow' ? 1_500 : 0);
    const data = await prepare();
    let service = await start(data);
    let scheduler = createClient({ baseUrl: service.url! });

    const first = Math.ceil(Date.now() / 1_000) * 1_000 + 20_000;
    const jobs = Array.from({ length: JOBS }, (_, index): JobInput => {
      const at = new Date(first + (index % SPREAD_SECONDS) * 1_000);
      const common = {
        name: `job ${index}`,
        target: `${url}/${index % 20 === 0 ? 'slow' : 'quick'}`,
        payload: { index },
      };
      switch (index % 3) {
        case 0:
          return { ...common, schedule_type: 'specific_time', specific_time: at.toISOString() };
        case 1: {
          const cron = `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
          return { ...common, schedule_type: 'cron', cron_expression: cron };
        }
        default:
          return {
            ...common,
            schedule_type: 'recurring',
            interval: 'day',
            interval_value: 1,
            starts_at: at.toISOString(),
          };
      }
    });
    await scheduler.jobs.batch(jobs);
    expect(Date.now(), 'the jobs were created in time').toBeLessThan(first);

    await waitFor('the middle', () => deliveries.length > JOBS / 2, 60_000);
    await service.end('SIGKILL');
    service = await start(data);
    scheduler = createClient({ baseUrl: service.url! });

    const runs: Run[] = await waitFor(
      'every run to end',
      async () => {
        for (const status of ['queued', 'running', 'retrying'] as const) {
          if ((await scheduler.runs.list({ status, limit: 1 })).data.length > 0) return undefined;
        }
        const all: Run[] = [];
        let cursor: string | null | undefined;
        while (cursor !== null) {
          const page = await scheduler.runs.list({ limit: 200, ...(cursor && { cursor }) });
          all.push(...page.data);
          cursor = page.next_cursor;
        }
        return all.length >= JOBS ? all : undefined;
      },
      90_000,
    );

    expect(runs).toHaveLength(JOBS);
    expect(new Set(runs.map((run) => run.job_id)).size).toBe(JOBS);
    expect(new Set(runs.map((run) => run.status))).toEqual(new Set(['succeeded']));
    let lost = 0;
    for (const run of runs) {
      const sent = deliveries.filter((delivery) => delivery.headers['webhook-id'] === run.id);
      for (const delivery of sent) expect(delivery.at).toBeGreaterThanOrEqual(Date.parse(run.scheduled_for));
      const { attempts } = await scheduler.runs.get(run.id);
      expect(attempts.map((attempt) => attempt.number)).toEqual(attempts.map((_, index) => index + 1));
      expect(attempts.at(-1)?.outcome).toBe('succeeded');
      const lostOnes = attempts.filter((attempt) => attempt.outcome === 'lost').length;
      lost += lostOnes;
      expect(sent.length).toBeGreaterThanOrEqual(1);
      expect(sent.length, 'a second delivery is explained by a lost attempt').toBeLessThanOrEqual(
        1 + lostOnes,
      );
    }
    console.log(`${runs.length} runs, ${deliveries.length} deliveries, ${lost} lost attempts`);
  },
);

test('SIGTERM: requests in flight are finished, what has not been sent is not, and nothing fails', async () => {
  const receiver = await target();
  const answers: (() => void)[] = [];
  receiver.answer = (_delivery, response) => void answers.push(() => response.end('ok'));
  const data = await prepare();
  const service = await start(data);
  const scheduler = createClient({ baseUrl: service.url! });
  const job = await scheduler.jobs.create({
    name: 'slow',
    target: receiver.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
  });
  const run = await scheduler.jobs.run(job.id);
  await waitFor('the request', () => answers.length === 1);

  const ended = service.end('SIGTERM');
  await waitFor(
    'the API to stop listening',
    async () =>
      await fetch(`${service.url}/healthz`).then(
        () => false,
        () => true,
      ),
  );
  answers[0]!();
  expect(await ended).toBe(0);

  const again = await start(data);
  const after = await createClient({ baseUrl: again.url! }).runs.get(run.id);
  expect(after).toMatchObject({ status: 'succeeded', attempt_count: 1 });
  expect(receiver.deliveries).toHaveLength(1);
});

test('SIGTERM: after the grace a request in flight is lost, and tried again by whoever comes next', async () => {
  const receiver = await target();
  receiver.answer = () => {};
  const data = await prepare();
  const service = await start({ ...data, SHUTDOWN_GRACE_SECONDS: '1' });
  const scheduler = createClient({ baseUrl: service.url! });
  const job = await scheduler.jobs.create({
    name: 'hanging',
    target: receiver.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
  });
  const run = await scheduler.jobs.run(job.id);
  await waitFor('the request', () => receiver.deliveries.length === 1);
  expect(await service.end('SIGTERM')).toBe(0);

  receiver.answer = (_delivery, response) => response.end('ok');
  const again = await start(data);
  const after = await waitFor('the second attempt', async () => {
    const found = await createClient({ baseUrl: again.url! }).runs.get(run.id);
    return found.finished_at !== null && found;
  });
  expect(after).toMatchObject({ status: 'succeeded', attempt_count: 2 });
  expect(after.attempts.map((attempt) => attempt.outcome)).toEqual(['lost', 'succeeded']);
  expect(new Set(receiver.deliveries.map((delivery) => delivery.headers['webhook-id']))).toEqual(
    new Set([run.id]),
  );
});

test.runIf(backend === 'embedded')('a folder in use is refused, naming the process that has it', async () => {
  const data = await prepare();
  const service = await start(data);
  const { code, output } = await runToEnd({ ...data, PORT: '0' });
  expect(code).toBe(1);
  expect(output).toMatch(/in use by process \d+/);
  await service.end('SIGKILL');
  await start(data);
});

test('bad settings stop the start with one message that names every bad variable', async () => {
  const { code, output } = await runToEnd({
    PORT: 'x',
    WORKER_CONCURRENCY: '0',
    ALLOWED_ORIGINS: 'example.com',
  });
  expect(code).toBe(1);
  for (const name of ['PORT', 'WORKER_CONCURRENCY', 'ALLOWED_ORIGINS']) expect(output).toContain(`${name}: `);
  expect(output, 'no stack').not.toMatch(/^\s+at /m);
});

test('a role of its own needs a database that others can reach', async () => {
  const { code, output } = await runToEnd({}, ['worker']);
  expect(code).toBe(1);
  expect(output).toContain('POSTGRES_URL');
});

test('a hundred keyed requests, repeated after the process was killed in the middle, make a hundred jobs', {
  timeout: 60_000,
}, async () => {
  const data = await prepare();
  const key = (index: number) => `kill-${index}`;
  const send = async (url: string, index: number) => {
    const response = await fetch(`${url}/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key(index) },
      body: JSON.stringify({
        name: `keyed ${index}`,
        target: 'http://localhost:3999/',
        schedule_type: 'cron',
        cron_expression: '0 0 1 1 *',
      }),
    });
    return { status: response.status, job: (await response.json()) as { id: string } };
  };
  const all = (url: string) =>
    Promise.allSettled(Array.from({ length: 100 }, (_, index) => send(url, index)));

  let service = await start(data);
  const url = service.url!;
  let answered = 0;
  const first = Array.from({ length: 100 }, (_, index) => send(url, index).finally(() => (answered += 1)));
  const settled = Promise.allSettled(first);
  await waitFor('some answers', () => answered >= 10);
  await service.end('SIGKILL');
  const before = await settled;
  const told = new Map(
    before.flatMap((outcome, index) =>
      outcome.status === 'fulfilled' ? [[index, outcome.value.job.id]] : [],
    ),
  );

  service = await start(data);
  const after = await all(service.url!);
  expect(after.map((outcome) => outcome.status === 'fulfilled' && outcome.value.status)).toEqual(
    Array.from({ length: 100 }, () => 201),
  );
  const ids = after.map(
    (outcome) => (outcome as PromiseFulfilledResult<{ job: { id: string } }>).value.job.id,
  );
  expect(new Set(ids).size).toBe(100);
  for (const [index, id] of told) expect(ids[index]).toBe(id);
  const { data: listed } = await createClient({ baseUrl: service.url! }).jobs.list({
    q: 'keyed',
    limit: 200,
  });
  expect(listed).toHaveLength(100);
  console.log(`${told.size} of 100 were answered before the kill.`);
});
