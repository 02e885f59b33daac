// Tests the heartbeats by which the processes of a service know each other.
import { afterEach, expect, test } from 'vitest';
import { createClient, type System } from '../client/src/index.ts';
import { prepareBackend } from './testing/backend.ts';
import { type ServiceProcess, startProcess } from './testing/process.ts';
import { waitFor } from './testing/wait.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function starter() {
  const prepared = await prepareBackend();
  cleanUps.push(() => prepared.cleanUp());
  return async (role?: 'api' | 'worker', environment = {}): Promise<ServiceProcess> => {
    const started = await startProcess(
      { PORT: '0', LOG_LEVEL: 'info', ...prepared.environment, ...environment },
      role,
    );
    cleanUps.push(() => started.end('SIGKILL'));
    return started;
  };
}

/** Waits until the process lists this number of processes. */
async function seenBy({ url }: ServiceProcess, count: number): Promise<System['processes']> {
  const { system } = createClient({ baseUrl: url! });
  return await waitFor(`${count} processes`, async () => {
    const { processes } = await system.get();
    return processes.length === count && processes;
  });
}

test('processes list each other, and a stopped process disappears at once', async () => {
  const start = await starter();
  const [first, second, worker] = await Promise.all([
    start('api'),
    start(),
    start('worker', { WORKER_CONCURRENCY: '17' }),
  ]);
  const [byFirst, bySecond] = await Promise.all([seenBy(first, 3), seenBy(second, 3)]);
  expect(byFirst.map(({ roles, concurrency }) => `${roles.join()} ${concurrency}`).toSorted()).toEqual([
    'api null',
    'api,worker 200',
    'worker 17',
  ]);
  expect(byFirst.find(({ is_this }) => is_this)).toMatchObject({ roles: ['api'], in_flight: null });
  expect(bySecond.find(({ is_this }) => is_this)?.roles).toEqual(['api', 'worker']);
  expect(bySecond.map(({ id }) => id)).toEqual(byFirst.map(({ id }) => id));
  expect(new Set(byFirst.map(({ pid }) => pid)).size).toBe(3);

  expect(await worker.end('SIGTERM')).toBe(0);
  const left = await createClient({ baseUrl: first.url! }).system.get();
  expect(left.processes.map(({ roles }) => roles.join()).toSorted()).toEqual(['api', 'api,worker']);
  // A killed process is still listed until its heartbeat is too old.
  await second.end('SIGKILL');
  expect((await createClient({ baseUrl: first.url! }).system.get()).processes).toHaveLength(2);
});
