// Tests the process list of the embedded service.
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

test('the previous process is not listed, even if it was killed', async () => {
  const start = await starter();
  const before = await start();
  const [old] = await seenBy(before, 1);
  await before.end('SIGKILL');
  const [now] = await seenBy(await start(), 1);
  expect(now!.is_this).toBe(true);
  expect(now!.id).not.toBe(old!.id);
});
