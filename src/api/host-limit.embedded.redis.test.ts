// Tests that a due run names the host that it waits for, and its limit.
import { expect, test } from 'vitest';
import { validJob } from '../testing/keys.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService({
  ALLOWED_TARGET_HOSTS: 'localhost,127.0.0.1',
  TARGET_CONCURRENCY: '1',
});

test('a run that waits for its host says so, until it starts', async () => {
  const { jobs, runs } = service.scheduler;
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  target.answer = (_delivery, response) => void isReleased.then(() => response.writeHead(200).end());
  const [first, second] = await Promise.all(
    ['first', 'second'].map((name) => jobs.create({ ...validJob, name, target: target.url })),
  );
  await jobs.run(first!.id);
  await waitFor('the request of the first run', () => target.deliveries.length === 1);
  const { id } = await jobs.run(second!.id);

  const { cause } = await waitFor('the cause', async () => {
    const run = await runs.get(id);
    return run.cause !== null && run;
  });
  expect(cause).toEqual({
    ...{ kind: 'host_limit', from: null, until: null, actor: null, reason: null, run_id: null },
    ...{ host: new URL(target.url).hostname, limit: 1, in_flight: 1 },
  });
  const [listed] = (await runs.list({ job_id: second!.id })).data;
  expect(listed!.cause).toEqual(cause);
  const { processes } = await service.scheduler.system.get();
  expect(processes.map(({ full_hosts }) => full_hosts)).toEqual([
    [{ host: new URL(target.url).hostname, limit: 1, in_flight: 1 }],
  ]);

  release();
  await waitFor('the end of the second run', async () => (await runs.get(id)).status === 'succeeded');
  expect((await runs.get(id)).cause).toBeNull();
});
