// Tests the heartbeats by which the processes of a service know each other.
import { expect, test } from 'vitest';
import { createClient } from '../client/src/index.ts';
import { useProcesses, waitForProcesses } from './testing/use-processes.ts';

const prepare = useProcesses();

test('processes list each other, and a stopped process disappears at once', async () => {
  const start = await prepare();
  const [first, second, worker] = await Promise.all([
    start('api'),
    start(),
    start('worker', { WORKER_CONCURRENCY: '17' }),
  ]);
  const [byFirst, bySecond] = await Promise.all([waitForProcesses(first, 3), waitForProcesses(second, 3)]);
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
