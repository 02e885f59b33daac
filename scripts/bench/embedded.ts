// Measures the embedded backend: fire rate, lateness, and how long the event loop of its one process is held up.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseSettings } from '../../src/settings.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';
import { withCleanup } from './cleanup.ts';
import type { DeliverySummary } from './deliveries.ts';
import { fillMonth } from './month.ts';
import { type Context, format, formatSpread, type Report, spreadOf } from './report.ts';
import { type Child, startChild } from './rpc.ts';
import { type Api, openApi, type ServiceProcess, startService } from './service.ts';
import type { TargetHandlers } from './target-process.ts';

interface LoopDelay {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

interface Round {
  count: number;
  ended: number;
  seconds: number;
  perSecond: number;
  delivered: DeliverySummary;
  loop: LoopDelay;
}

interface Parts {
  target: Child<TargetHandlers>;
  targetUrl: string;
  service: ServiceProcess;
  api: Api;
}

export async function measure(context: Context): Promise<Report> {
  return await withCleanup(async (stack) => await measureWith(stack, context));
}

async function measureWith(stack: AsyncDisposableStack, { knobs, report }: Context): Promise<Report> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'scheduler-bench-'));
  stack.defer(async () => await rm(dataDir, { recursive: true, force: true }));
  await seed(dataDir, knobs.historyRowsPerDay);
  const target = await startChild<TargetHandlers>(new URL('target-process.ts', import.meta.url));
  stack.defer(async () => await target.end());
  const service = await startService({
    environment: { DATA_DIR: dataDir },
    nodeOptions: ['--import', fileURLToPath(new URL('loop-delay.ts', import.meta.url))],
  });
  stack.defer(async () => await service.end());
  const parts = { target, targetUrl: await target.call('url'), service, api: openApi(service.url!) };
  stack.defer(async () => await parts.api.close());

  await fire(parts, Math.min(knobs.warmUp, 1_000), 30);
  const small: Round[] = [];
  const large: Round[] = [];
  for (let round = 1; round <= knobs.rounds; round++) {
    small.push(await fire(parts, knobs.smallBurst, knobs.deadlineSeconds));
    large.push(await fire(parts, knobs.embeddedBurst, knobs.deadlineSeconds));
    report(`round ${round}: ${format(large.at(-1)!.perSecond)}/s`);
  }
  const all = [...small, ...large];
  const row = (rounds: Round[]) => [
    format(rounds[0]!.count),
    formatSpread(rounds.map(({ perSecond }) => perSecond)),
    formatSpread(rounds.map(({ delivered }) => delivered.p50Ms)),
    formatSpread(rounds.map(({ delivered }) => delivered.p99Ms)),
    formatSpread(rounds.map(({ loop }) => loop.p99Ms)),
    formatSpread(rounds.map(({ loop }) => loop.maxMs)),
    String(Math.min(...rounds.map(({ ended }) => ended))),
  ];
  const lost = all.reduce((sum, { count, ended }) => sum + count - ended, 0);
  const wrong = all.reduce((sum, { delivered }) => sum + delivered.early + delivered.doubled, 0);
  return {
    title: 'embedded: nothing installed, one process, PGlite on disk with a month of history',
    notes: [
      'Runs count as this process recorded them (scheduler_runs_ended_total). The event loop’s delay is sampled every 5 ms within the service.',
      `Errors logged: ${service.countErrors()}.`,
    ],
    tables: [
      {
        title: 'Runs due at one instant (median of rounds, smallest–largest)',
        head: ['runs', 'runs/s', 'p50 late, ms', 'p99 late, ms', 'loop p99, ms', 'loop max, ms', 'ended'],
        rows: [row(small), row(large)],
      },
    ],
    promises: [
      {
        about: `fire rate, ${format(knobs.embeddedBurst)} at once`,
        measured: spreadOf(large.map(({ perSecond }) => perSecond)).median,
        limit: 3_000,
        bound: 'at least',
        unit: 'runs/s',
      },
      {
        about: 'event loop p99',
        measured: Math.max(...all.map(({ loop }) => loop.p99Ms)),
        limit: 50,
        bound: 'at most',
        unit: 'ms',
      },
      {
        about: `p99 lateness, ${format(knobs.smallBurst)} at once`,
        measured: spreadOf(small.map(({ delivered }) => delivered.p99Ms)).median,
        limit: 1_000,
        bound: 'at most',
        unit: 'ms',
      },
      { about: 'runs missing', measured: lost, limit: 0, bound: 'at most', unit: 'runs' },
      { about: 'early or doubled deliveries', measured: wrong, limit: 0, bound: 'at most', unit: 'runs' },
    ],
    figures: { small, large },
  };
}

async function seed(DATA_DIR: string, rowsPerDay: number): Promise<void> {
  const store = await openStore(parseSettings({ DATA_DIR }));
  await migrate(store.db);
  await fillMonth(store.db, rowsPerDay);
  await store.close();
}

async function fire(parts: Parts, count: number, deadlineSeconds: number): Promise<Round> {
  const { target, targetUrl, service, api } = parts;
  await target.call('forget');
  const endedBefore = await countEnded(api);
  // Creating takes the same process and database: a second per thousand is ample.
  const dueAt = Math.ceil((Date.now() + 8_000 + count * 1.5) / 1_000) * 1_000;
  await api.createJobs(
    Array.from({ length: count }, (_, index) => ({
      name: `Close invoice ${index}`,
      schedule_type: 'specific_time',
      specific_time: new Date(dueAt).toISOString(),
    })),
    targetUrl,
  );
  if (Date.now() > dueAt - 1_000) throw new Error(`Creating ${count} jobs took longer than expected.`);
  await delay(dueAt - 5_500 - Date.now());
  service.child.send('reset');
  await delay(dueAt - Date.now());
  const range = { from: dueAt, to: dueAt + 1 };
  const deadline = dueAt + deadlineSeconds * 1_000;
  while (Date.now() < deadline && (await target.call('count', range)) < count) await delay(20);
  let ended: number;
  // A scrape takes the service's one thread, so it is asked for rarely.
  while ((ended = (await countEnded(api)) - endedBefore) < count && Date.now() < deadline) await delay(50);
  const seconds = (Date.now() - dueAt) / 1_000;
  service.child.send('read');
  const [loop] = (await once(service.child, 'message')) as [LoopDelay];
  const delivered = await target.call('summarize', range);
  return { count, ended, seconds, perSecond: ended / seconds, delivered, loop };
}

async function countEnded(api: Api): Promise<number> {
  const text = await api.read('/metrics');
  return Number(/^scheduler_runs_ended_total\{status="succeeded"\} (\d+)/m.exec(text)?.[1] ?? 0);
}
