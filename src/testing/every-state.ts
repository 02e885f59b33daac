// Test helper: jobs and runs in every state, an open alert and an objective.
import type { JobInput, Scheduler } from '../../client/src/index.ts';
import type { Target } from './target.ts';
import { waitFor } from './wait.ts';

export const yearly = { schedule_type: 'cron', cron_expression: '0 0 1 1 *' } as const;
export const longName = 'A name that nobody shortened, because the field allows it '.repeat(4).trim();
const everySecond = { cron_expression: '* * * * * *' };

export interface EveryState {
  /** IDs by name. */
  jobs: Record<string, string>;
  /** The ID of a run with each status. */
  runs: Record<string, string>;
}

/** The service needs `FAILING_AFTER=1`. */
export async function createEveryState(scheduler: Scheduler, target: Target): Promise<EveryState> {
  target.answer = ({ path }, response) => {
    if (path.startsWith('/hang')) return;
    response
      .writeHead(path === '/down' ? 503 : 200, { 'content-type': 'application/json' })
      .end('{"ok":true}');
  };
  const jobs: EveryState['jobs'] = {};
  const runs: EveryState['runs'] = {};
  const create = async (name: string, path: string, more: Partial<JobInput> = {}) => {
    const { id } = await scheduler.jobs.create({
      ...{ name, target: target.url + path, ...yearly, timeout_seconds: 1_800, tags: ['ops'] },
      retry: { max_attempts: 1 },
      ...more,
    });
    jobs[name] = id;
    return id;
  };
  const run = async (id: string) => (await scheduler.jobs.run(id)).id;

  const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
  const once = () =>
    ({ schedule_type: 'specific_time', cron_expression: null, specific_time: soon(1_000) }) as const;
  await create('limited', '/ok', { ...everySecond, max_runs: 1 });
  // The service refuses an end that has passed: a busy machine may take seconds for a request.
  await create('ended', '/ok', { ...everySecond, ends_at: soon(5_000) });
  await create('completed', '/ok', once());
  await create('one-time failed', '/down', once());
  await create('failed', '/down', { ...everySecond, pause_after_failures: 1 });
  const waiting = await create('waiting', '/hang', { ...everySecond, overlap: 'queue' });
  await create(longName, `/${'segment/'.repeat(40)}`, { tags: ['a tag of many letters '.repeat(4).trim()] });
  await create('תזמון לילי', '/חשבוניות', { tags: ['חיוב'], description: 'מריץ את החשבוניות.' });
  const failing = await create('failing', '/down');
  const paused = await create('paused', '/ok', { payload: { a: [1, { b: 'x'.repeat(500) }] } });

  runs['failed'] = (await scheduler.runs.wait(await run(failing))).id;
  runs['succeeded'] = (await scheduler.runs.wait(await run(paused))).id;
  await scheduler.jobs.update(paused, { description: 'Sends the reminders.', timeout_seconds: 20 });
  await scheduler.jobs.pause(paused, { reason: 'The vendor migrates its database until Friday.' });
  runs['running'] = await run(await create('running', '/hang'));
  const canceled = await run(await create('canceled', '/hang/canceled'));
  await waitFor('the request to cancel', () =>
    target.deliveries.some(({ path }) => path === '/hang/canceled'),
  );
  runs['canceled'] = (await scheduler.runs.cancel(canceled)).id;
  const retry = { max_attempts: 3, initial_delay_seconds: 3_000, max_delay_seconds: 3_000 };
  runs['retrying'] = await run(await create('retrying', '/down', { retry }));
  for (const status of ['queued', 'skipped'] as const) {
    runs[status] = await waitFor(`a ${status} run`, async () => {
      const { data } = await scheduler.runs.list({ job_id: waiting, status, limit: 20 });
      return data.find(({ status_reason: reason }) => reason === 'overlap')?.id;
    });
  }
  // A run each second would draw the lists again and again.
  await scheduler.jobs.update(waiting, yearly);

  const channel = await scheduler.channels.create({
    ...{ name: 'Hook', type: 'webhook', url: `${target.url}/hook` },
    signing_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  });
  await scheduler.rules.create({
    ...{ name: 'Any failure', event: 'failing', failures: 1 },
    channel_ids: [channel.id],
  });
  await scheduler.objectives.put('ops', { share: 0.999, within_seconds: 30 });
  await waitFor('an alert', async () => (await scheduler.alerts.list({ state: 'open' })).data.length > 0);
  const hasStopped = async (name: string) => (await scheduler.jobs.get(jobs[name]!)).status !== 'active';
  for (const name of ['limited', 'ended', 'completed', 'one-time failed', 'failed'])
    await waitFor(`“${name}” to stop`, () => hasStopped(name));
  return { jobs, runs };
}
