// Tests processes with wrong clocks: their runs start on time, and the processes report their offset.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createClient } from '../client/src/index.ts';
import { useParts, waitForProcesses } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';

const { prepare, start, target } = useParts();
const preload = fileURLToPath(new URL('./testing/shift-clock.ts', import.meta.url));
const shifted = (minutes: number) => ({
  LOG_LEVEL: 'info',
  NODE_OPTIONS: `--import=${preload}`,
  CLOCK_SHIFT_MS: String(minutes * 60_000),
});

test('an API process five minutes ahead and a worker five minutes behind start runs on time', async () => {
  const backend = await prepare();
  const receiver = await target();
  const [api, worker] = await Promise.all([
    start({ ...backend, ...shifted(5) }, 'api'),
    start({ ...backend, ...shifted(-5) }, 'worker'),
  ]);
  const { jobs, runs } = createClient({ baseUrl: api.url! });
  const job = await jobs.create({
    name: 'every second',
    target: receiver.url,
    schedule_type: 'cron',
    cron_expression: '* * * * * *',
  });
  const ended = await waitFor('runs', async () => {
    const { data } = await runs.list({ job_id: job.id, status: 'succeeded' });
    return data.length >= 3 && data;
  });
  // A clock that is not compared with the database's makes runs five or ten minutes late.
  expect(Math.max(...ended.map((run) => run.lateness_ms!))).toBeLessThan(60_000);

  const offsets = await waitFor('the offsets', async () => {
    const processes = await waitForProcesses(api, 2);
    return processes.every((process) => process.clock_offset_ms !== null) && processes;
  });
  const byRole = Object.fromEntries(
    offsets.map((process) => [process.roles.join(), Math.round(process.clock_offset_ms! / 60_000)]),
  );
  expect(byRole).toEqual({ api: 5, worker: -5 });
  expect(worker.output()).toContain('The clock of this machine is 300 s behind');
});
