// Tests that listeners of one process receive changes made by another process.
import { expect, test } from 'vitest';
import { createClient } from '../../client/src/index.ts';
import { createLog } from '../log.ts';
import { startService } from '../service.ts';
import { parseSettings } from '../settings.ts';
import { contractFetch } from '../testing/contract.ts';
import { hear, listen, waitForSilence } from '../testing/event-stream.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();

test('a change in one process is reported by the other, under the same ids', async () => {
  const settings = parseSettings({ ...service.environment, PORT: '0', LOG_LEVEL: 'error' });
  const other = await startService(settings, new Set(['api', 'worker']), createLog(settings.logLevel));
  const there = createClient({ baseUrl: other.url!, fetch: contractFetch });
  const listener = await listen(service.url);
  await waitForSilence(listener, service.url);
  const job = await there.jobs.create(yearlyJob(target.url));
  await hear(listener, 'jobs');
  await there.jobs.run(job.id);
  await hear(listener, 'runs');
  listener.leave();
  await service.scheduler.jobs.create(yearlyJob(target.url));
  const moved = await listen(other.url!, listener.id);
  await hear(moved, 'jobs');
  await other.stop();
  await waitFor('the end of its streams', () => moved.hasEnded);
  expect(moved.hasEnded).toBe(true);
});
