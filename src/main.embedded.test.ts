// Tests the embedded service as a process: kill, graceful stop, and refused starts.
import { expect, test } from 'vitest';
import { createClient, type JobInput, type Run } from '../client/src/index.ts';
import { runToEnd } from './testing/process.ts';
import { useParts } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';

const JOBS = 1_000;
const SPREAD_SECONDS = 10;

type Parts = Pick<ReturnType<typeof useParts>, 'prepare' | 'start' | 'target'>;

/** Starts a service with a thousand jobs that are due later. On a slow machine, tries again with twice the lead. */
async function startWithJobs({ prepare, start, target }: Parts, leadSeconds = 8) {
  const receiver = await target();
  const { url, deliveries } = receiver;
  // Every twentieth response is slow, so that the kill occurs with requests in flight.
  receiver.answer = ({ path }, response) =>
    void setTimeout(() => response.end('ok'), path === '/slow' ? 1_500 : 0);
  const data = await prepare();
  const service = await start(data);

  const first = (Math.ceil(Date.now() / 1_000) + leadSeconds) * 1_000;
  const jobs = Array.from({ length: JOBS }, (_, index): JobInput => {
    const at = new Date(first + (index % SPREAD_SECONDS) * 1_000);
    const common = {
      name: `job ${index}`,
      target: `${url}/${index % 20 === 0 ? 'slow' : 'quick'}`,
      payload: { index },
      retry: { initial_delay_seconds: 1 },
    };
    switch (index % 3) {
      case 0:
        return { ...common, schedule_type: 'specific_time', specific_time: at.toISOString() };
      case 1: {
        const cron = `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
        return { ...common, schedule_type: 'cron', cron_expression: cron };
      }
      default:
        return {
          ...common,
          schedule_type: 'recurring',
          interval: 'day',
          interval_value: 1,
          starts_at: at.toISOString(),
        };
    }
  });
  await createClient({ baseUrl: service.url! }).jobs.batch(jobs);
  if (Date.now() < first) return { data, service, deliveries };
  await service.end('SIGKILL');
  return await startWithJobs({ prepare, start, target }, 2 * leadSeconds);
}

// The tests run at the same time: the first waits most of its time for due instants and expired leases.
test.concurrent('a kill in the middle of a thousand jobs: each runs once, none early, all recorded', async ({
  onTestFinished,
}) => {
  const { prepare, start, target } = useParts(onTestFinished);
  const { data, service, deliveries } = await startWithJobs({ prepare, start, target });
  await waitFor('the middle', () => deliveries.length > JOBS / 2);
  await service.end('SIGKILL');
  const scheduler = createClient({ baseUrl: (await start(data)).url! });

  const runs: Run[] = await waitFor('every run to end', async () => {
    for (const status of ['queued', 'running', 'retrying'] as const) {
      if ((await scheduler.runs.list({ status, limit: 1 })).data.length > 0) return undefined;
    }
    const all: Run[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await scheduler.runs.list({ limit: 200, ...(cursor && { cursor }) });
      all.push(...page.data);
      cursor = page.next_cursor;
    }
    return all.length >= JOBS ? all : undefined;
  });

  expect(runs).toHaveLength(JOBS);
  expect(new Set(runs.map((run) => run.job_id)).size).toBe(JOBS);
  expect(new Set(runs.map((run) => run.status))).toEqual(new Set(['succeeded']));
  let lost = 0;
  const deliveriesByRun = Map.groupBy(deliveries, ({ headers }) => headers['webhook-id']);
  for (const [index, run] of runs.entries()) {
    const sent = deliveriesByRun.get(run.id) ?? [];
    for (const delivery of sent) expect(delivery.at).toBeGreaterThanOrEqual(Date.parse(run.scheduled_for));
    expect(sent.length).toBeGreaterThanOrEqual(1);
    // A run of one attempt has one delivery; reading each of a thousand such runs would take seconds.
    if (run.attempt_count === 1) expect(sent.length).toBe(1);
    if (run.attempt_count === 1 && index % 20 > 0) continue;
    const { attempts } = await scheduler.runs.get(run.id);
    expect(attempts.map((attempt) => attempt.number)).toEqual(attempts.map((_, position) => position + 1));
    expect(attempts.at(-1)?.outcome).toBe('succeeded');
    const lostOnes = attempts.filter((attempt) => attempt.outcome === 'lost').length;
    lost += lostOnes;
    expect(sent.length, 'a second delivery is explained by a lost attempt').toBeLessThanOrEqual(1 + lostOnes);
  }
  console.log(`${runs.length} runs, ${deliveries.length} deliveries, ${lost} lost attempts`);
});

test.concurrent('a data directory in use is refused with the ID of its process', async ({
  onTestFinished,
}) => {
  const { prepare, start } = useParts(onTestFinished);
  const data = await prepare('none');
  const service = await start(data);
  const { code, output } = await runToEnd({ ...data, PORT: '0' });
  expect(code).toBe(1);
  expect(output).toMatch(/in use by process \d+/);
  await service.end('SIGKILL');
  await start(data);
});
