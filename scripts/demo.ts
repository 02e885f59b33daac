// Demo: starts the service with temporary data, a local target and a few jobs, and prints their runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient, type JobInput, type Run } from '../client/src/index.ts';
import { createLog } from '../src/log.ts';
import { startService } from '../src/service.ts';
import { parseSettings } from '../src/settings.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
if (values.seconds !== undefined) setTimeout(() => stopping.abort(), Number(values.seconds) * 1_000);

const target = createServer((request, response) => {
  // Two of three requests to /flaky fail, to show retries.
  response.statusCode = request.url === '/flaky' && Math.random() < 0.66 ? 503 : 200;
  request.resume().on('end', () => response.end('Thank you.'));
});
await new Promise<void>((listening) => target.listen(0, '127.0.0.1', listening));
const targetUrl = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;

const dataDir = await mkdtemp(path.join(tmpdir(), 'scheduler-demo-'));
const settings = parseSettings({ DATA_DIR: dataDir, PORT: process.env['PORT'] ?? '0' });
const service = await startService(settings, new Set(['api', 'worker']), createLog('warn'));
const scheduler = createClient({ baseUrl: service.url! });

const jobs: JobInput[] = [
  {
    name: 'heartbeat',
    target: `${targetUrl}/heartbeat`,
    schedule_type: 'cron',
    cron_expression: '*/2 * * * * *',
  },
  {
    name: 'flaky',
    target: `${targetUrl}/flaky`,
    schedule_type: 'cron',
    cron_expression: '*/5 * * * * *',
    retry: { initial_delay_seconds: 2 },
  },
  {
    name: 'once',
    target: `${targetUrl}/once`,
    payload: { message: 'Hello, world!' },
    schedule_type: 'specific_time',
    specific_time: new Date(Date.now() + 4_000).toISOString(),
  },
  {
    name: 'hourly',
    target: `${targetUrl}/hourly`,
    schedule_type: 'recurring',
    interval: 'hour',
    interval_value: 1,
  },
];
console.log(
  `Scheduler Service at ${service.url}, with a target at ${targetUrl} and ${jobs.length} jobs. Press Ctrl-C to stop.\n`,
);
const created = await Promise.all(jobs.map((job) => scheduler.jobs.create(job)));
await scheduler.jobs.run(created.at(-1)!.id);

const shown = new Map<string, string>();
while (!stopping.signal.aborted) {
  const { data } = await scheduler.runs.list({ limit: 50 });
  for (const run of data.toReversed()) {
    const line = describe(run);
    if (line !== undefined && shown.get(run.id) !== line) console.log(line);
    if (line !== undefined) shown.set(run.id, line);
  }
  await delay(200, undefined, { signal: stopping.signal }).catch(() => {});
}

await service.stop();
target.close();
target.closeAllConnections();
await rm(dataDir, { recursive: true, force: true });
process.exit(0);

function describe(run: Run): string | undefined {
  if (run.attempt_count === 0 || run.status === 'running') return undefined;
  const name = `${run.job_name.padEnd(10)} ${run.scheduled_for.slice(11, 23)}  ${run.status.padEnd(9)}`;
  const late = `${run.lateness_ms ?? '–'} ms late`;
  const attempt = run.attempt_count === 1 ? '' : `, attempt ${run.attempt_count}`;
  return `${name}  ${run.status_code ?? run.error?.code ?? ''}  ${late}, took ${run.duration_ms ?? '–'} ms${attempt}`;
}
