// Events: who listens hears of changes within moments, whichever process made them, and of nothing else.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, type Scheduler } from '../../client/src/index.ts';
import { createLog } from '../log.ts';
import { type Service, startService } from '../service.ts';
import { parseSettings } from '../settings.ts';
import { backend, type PreparedBackend, prepareBackend } from '../testing/backend.ts';
import { contractFetch } from '../testing/contract.ts';
import { startTarget, type Target } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';

const PROMPT_MS = 2_500;

let prepared: PreparedBackend;
let target: Target;
let service: Service;
let scheduler: Scheduler;
let ears: Ear[] = [];
beforeAll(async () => {
  [prepared, target] = await Promise.all([prepareBackend(), startTarget()]);
  service = await start();
});
beforeEach(() => {
  scheduler = createClient({ baseUrl: service.url!, fetch: contractFetch });
});
afterEach(() => {
  for (const ear of ears) ear.leave();
  ears = [];
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

interface Ear {
  /** Names of events, in order. */
  heard: string[];
  /** The newest id. */
  id: number;
  hasEnded: boolean;
  leave: () => void;
}

/** Resolves once the answer has begun, and what it promises holds. */
async function listen(url = service.url!, lastId?: number): Promise<Ear> {
  const headers = lastId === undefined ? {} : { 'last-event-id': String(lastId) };
  const response = await contractFetch(new Request(`${url}/events`, { headers }));
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  const ear: Ear = { heard: [], id: 0, hasEnded: false, leave: () => void reader.cancel() };
  ears.push(ear);
  void read(reader, ear)
    .catch(() => {})
    .finally(() => {
      ear.hasEnded = true;
    });
  await waitFor('the first id', () => ear.id > 0);
  return ear;
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, ear: Ear): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += decoder.decode(chunk.value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const id = /^id: (\d+)$/m.exec(block)?.[1];
      if (id !== undefined) {
        expect(Number(id), 'ids grow').toBeGreaterThanOrEqual(ear.id);
        ear.id = Number(id);
      }
      const name = /^event: (.*)$/m.exec(block)?.[1];
      if (name === undefined) continue;
      expect(block).toMatch(/^event: (runs|jobs)\nid: \d+\ndata: \{\}$/);
      ear.heard.push(name);
    }
  }
}

async function createJob(to = scheduler) {
  return await to.jobs.create({
    name: 'job',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
  });
}

/** What must be heard soon. */
async function hear(ear: Ear, ...names: string[]): Promise<void> {
  await waitFor(names.join(' and '), () => names.every((name) => ear.heard.includes(name)), PROMPT_MS);
  ear.heard.length = 0;
}

/** Waits until the service must have looked twice more: it told another listener of as many changes. */
async function settle(ear: Ear): Promise<void> {
  await waitFor('silence', async () => {
    ear.heard.length = 0;
    const before = ear.id;
    const probe = await listen();
    probe.leave();
    const next = await listen();
    next.leave();
    return ear.heard.length === 0 && next.id > probe.id && ear.id === before;
  });
}

test('a job that comes, changes and goes, and a run from its start to its end, are heard of', async () => {
  const ear = await listen();
  const job = await createJob();
  await hear(ear, 'jobs');
  await scheduler.jobs.update(job.id, { name: 'other' });
  await hear(ear, 'jobs');

  target.answer = () => {};
  const run = await scheduler.jobs.run(job.id);
  await waitFor('the delivery', () => target.deliveries.length > 0);
  await hear(ear, 'runs');
  await settle(ear);
  await scheduler.runs.cancel(run.id);
  await hear(ear, 'runs');
  await waitFor('the end', async () => (await scheduler.runs.get(run.id)).finished_at !== null);
  await hear(ear, 'runs');
  target.answer = (_delivery, response) => response.end('ok');

  await settle(ear);
  await scheduler.jobs.delete(job.id);
  await hear(ear, 'jobs');
  await settle(ear);
  expect(ear.heard).toEqual([]);
});

test('that everything is paused, or goes on, is heard of: no run starts, and then they do', async () => {
  const ear = await listen();
  await scheduler.system.pause({ reason: 'The network is being rebuilt.' });
  await hear(ear, 'runs');
  await settle(ear);
  await scheduler.system.resume();
  await hear(ear, 'runs');
});

test('who comes back hears at once of what changed meanwhile, and else nothing', async () => {
  const first = await listen();
  await settle(first);
  first.leave();
  const second = await listen(service.url, first.id);
  await settle(second);
  expect(second.heard).toEqual([]);
  second.leave();
  const { id } = second;
  await createJob();
  const third = await listen(service.url, id);
  await hear(third, 'jobs');
  const fourth = await listen(service.url, 1);
  await hear(fourth, 'jobs', 'runs');
});

test('an id that is none is ignored', async () => {
  const answer = await contractFetch(
    new Request(`${service.url!}/events`, {
      headers: { 'last-event-id': 'last Tuesday' },
      signal: AbortSignal.timeout(5_000),
    }),
  );
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  await answer.body!.cancel();
});

test('asked for its head, it answers and ends', async () => {
  const answer = await fetch(`${service.url!}/events`, { method: 'HEAD' });
  expect(answer.status).toBe(200);
  const metrics = await (await fetch(`${service.url!}/metrics`)).text();
  expect(metrics).toContain('scheduler_event_listeners');
});

test('a client that leaves is forgotten', async () => {
  const listeners = async () => {
    const metrics = await (await fetch(`${service.url!}/metrics`)).text();
    return Number(/^scheduler_event_listeners (\d+)$/m.exec(metrics)?.[1]);
  };
  const ear = await listen();
  expect(await listeners()).toBeGreaterThan(0);
  ear.leave();
  await waitFor('nobody to listen', async () => (await listeners()) === 0);
});

test.skipIf(backend === 'embedded')('what one process does is heard at the other', async () => {
  const other = await start();
  const there = createClient({ baseUrl: other.url!, fetch: contractFetch });
  const ear = await listen();
  await settle(ear);
  const job = await createJob(there);
  await hear(ear, 'jobs');
  await there.jobs.run(job.id);
  await hear(ear, 'runs');
  ear.leave();
  // An id means the same there.
  await createJob();
  const moved = await listen(other.url, ear.id);
  await hear(moved, 'jobs');
  await other.stop();
  await waitFor('the end of its streams', () => moved.hasEnded);
});

test('a stop ends the streams, and does not wait for them', async () => {
  const ear = await listen();
  const startedAt = performance.now();
  await service.stop();
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  await waitFor('the end', () => ear.hasEnded);
  service = await start();
});
