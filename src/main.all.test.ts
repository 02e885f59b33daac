// Tests the service as a process: kill, graceful stop, and refused starts.
import { expect, test } from 'vitest';
import { createClient } from '../client/src/index.ts';
import { useParts } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';

test.concurrent('SIGTERM: requests in flight finish, unsent runs stay queued', async ({ onTestFinished }) => {
  const { prepare, start, target } = useParts(onTestFinished);
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

test.concurrent('SIGTERM: after the grace period a request in flight is lost and retried by the next process', async ({
  onTestFinished,
}) => {
  const { prepare, start, target } = useParts(onTestFinished);
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

test.concurrent('idempotency-009: 100 idempotent requests, repeated after a kill, create 100 jobs', async ({
  onTestFinished,
}) => {
  const { prepare, start } = useParts(onTestFinished);
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
