// Tests the event stream: changes of jobs and runs, reconnects, and the end of streams.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, type Scheduler } from '../../client/src/index.ts';
import { createLog } from '../log.ts';
import { type Service, startService } from '../service.ts';
import { parseSettings } from '../settings.ts';
import { type PreparedBackend, prepareBackend } from '../testing/backend.ts';
import { contractFetch } from '../testing/contract.ts';
import { hear, type Listener, listen as listenAt, waitForSilence } from '../testing/event-stream.ts';
import { startTarget, type Target } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';

let prepared: PreparedBackend;
let target: Target;
let service: Service;
let scheduler: Scheduler;
let listeners: Listener[] = [];
beforeAll(async () => {
  [prepared, target] = await Promise.all([prepareBackend(), startTarget()]);
  service = await start();
});
beforeEach(() => {
  scheduler = createClient({ baseUrl: service.url!, fetch: contractFetch });
});
afterEach(() => {
  for (const listener of listeners) listener.leave();
  listeners = [];
});
afterAll(async () => {
  await service.stop();
  await target.close();
  await prepared.cleanUp();
});

async function start(): Promise<Service> {
  const settings = parseSettings({ ...prepared.environment, PORT: '0', LOG_LEVEL: 'error' });
  return await startService(settings, new Set(['api', 'worker']), createLog(settings.logLevel));
}

async function listen(lastId?: number): Promise<Listener> {
  const listener = await listenAt(service.url!, lastId);
  listeners.push(listener);
  return listener;
}

const settle = (listener: Listener) => waitForSilence(listener, service.url!);

async function createJob() {
  return await scheduler.jobs.create({
    name: 'job',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
  });
}

test('create, edit and delete of a job and the statuses of a run are reported', async () => {
  const listener = await listen();
  const job = await createJob();
  await hear(listener, 'jobs');
  await scheduler.jobs.update(job.id, { name: 'other' });
  await hear(listener, 'jobs');

  target.answer = () => {};
  const run = await scheduler.jobs.run(job.id);
  await waitFor('the delivery', () => target.deliveries.length > 0);
  await hear(listener, 'runs');
  await settle(listener);
  await scheduler.runs.cancel(run.id);
  // One event can report both the request and the end.
  await waitFor('the end', async () => (await scheduler.runs.get(run.id)).finished_at !== null);
  await hear(listener, 'runs');
  target.answer = (_delivery, response) => response.end('ok');

  await settle(listener);
  await scheduler.jobs.delete(job.id);
  await hear(listener, 'jobs');
  await settle(listener);
  expect(listener.heard).toEqual([]);
});

test('a scheduler pause and its end are reported', async () => {
  const listener = await listen();
  await scheduler.system.pause({ reason: 'The network is being rebuilt.' });
  await hear(listener, 'runs');
  await settle(listener);
  await scheduler.system.resume();
  await hear(listener, 'runs');
});

test('a reconnecting client gets the changes in between at once, and only those', async () => {
  const first = await listen();
  await settle(first);
  first.leave();
  const second = await listen(first.id);
  await settle(second);
  expect(second.heard).toEqual([]);
  second.leave();
  const { id } = second;
  await createJob();
  const third = await listen(id);
  await hear(third, 'jobs');
  const fourth = await listen(1);
  await hear(fourth, 'jobs', 'runs');
});

test('an invalid Last-Event-ID is ignored', async () => {
  const answer = await contractFetch(
    new Request(`${service.url!}/events`, {
      headers: { 'last-event-id': 'last Tuesday' },
    }),
  );
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  await answer.body!.cancel();
});

test('HEAD returns a response without a stream', async () => {
  const answer = await fetch(`${service.url!}/events`, { method: 'HEAD' });
  expect(answer.status).toBe(200);
  const metrics = await (await fetch(`${service.url!}/metrics`)).text();
  expect(metrics).toContain('scheduler_event_listeners');
});

test('a disconnected client is removed', async () => {
  const countListeners = async () => {
    const metrics = await (await fetch(`${service.url!}/metrics`)).text();
    return Number(/^scheduler_event_listeners (\d+)$/m.exec(metrics)?.[1]);
  };
  const listener = await listen();
  expect(await countListeners()).toBeGreaterThan(0);
  listener.leave();
  await waitFor('nobody to listen', async () => (await countListeners()) === 0);
});

test('a stop closes the streams without waiting', async () => {
  const listener = await listen();
  // If the stop waited for the streams, it would break their connections after the grace period.
  await service.stop();
  await waitFor('the end', () => listener.hasEnded);
  service = await start();
});
