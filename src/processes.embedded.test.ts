// Tests the process list of the embedded service.
import { expect, test } from 'vitest';
import { useProcesses, waitForProcesses } from './testing/use-processes.ts';

const prepare = useProcesses();

test('the previous process is not listed, even if it was killed', async () => {
  const start = await prepare();
  const before = await start();
  const [old] = await waitForProcesses(before, 1);
  await before.end('SIGKILL');
  const [now] = await waitForProcesses(await start(), 1);
  expect(now!.is_this).toBe(true);
  expect(now!.id).not.toBe(old!.id);
});
