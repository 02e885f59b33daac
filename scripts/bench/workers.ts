// Measures several workers and planners on one database: no doubled delivery, no deadlock, no pile-up on locks.
import { setTimeout as delay } from 'node:timers/promises';
import { type BurstResult, measureBurst, warmUp } from './burst.ts';
import { type Ground, withGround } from './ground.ts';
import { type Ours, startOurs } from './ours.ts';
import { type Context, format, formatSpread, type Report, spreadOf } from './report.ts';

/** Worker processes; as many API processes run beside them, and each plans. */
const WORKERS = [1, 2, 4];
const SAMPLE_MS = 50;

interface Result {
  workers: number;
  bursts: BurstResult[];
  deadlocks: number;
  /** Share of samples of busy sessions that waited for a lock of another. */
  lockShare: number;
}

export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withGround(knobs, async (ground) => {
    const results: Result[] = [];
    for (const workers of WORKERS) {
      const result = await measureWorkers(ground, workers, knobs);
      const rates = formatSpread(result.bursts.map(({ perSecond }) => perSecond));
      report(`${workers} workers: ${rates}/s`);
      results.push(result);
    }
    const rateOf = ({ bursts }: Result) => spreadOf(bursts.map(({ perSecond }) => perSecond)).median;
    const total = (read: (burst: BurstResult) => number) =>
      results.flatMap(({ bursts }) => bursts).reduce((sum, burst) => sum + read(burst), 0);
    const [one] = results;
    return {
      title: `workers: ${format(knobs.burst)} runs due at one instant, by the number of processes`,
      notes: [
        ground.settings,
        'As many API processes as workers; every one of them plans. All share the cores with PostgreSQL and the target, so that more processes cannot be quicker here.',
      ],
      tables: [
        {
          title: `Bursts (median of rounds, smallest–largest)`,
          head: [
            'workers',
            'runs/s',
            'p99 late, ms',
            'PostgreSQL µs',
            'ended',
            'doubled',
            'waits for locks',
            'deadlocks',
          ],
          rows: results.map(({ workers, bursts, lockShare, deadlocks }) => [
            String(workers),
            formatSpread(bursts.map(({ perSecond }) => perSecond)),
            formatSpread(bursts.map(({ delivered }) => delivered.p99Ms)),
            formatSpread(bursts.map(({ cpuUs }) => cpuUs.postgres)),
            String(Math.min(...bursts.map(({ ended }) => ended))),
            String(bursts.reduce((sum, { delivered }) => sum + delivered.doubled, 0)),
            `${format(lockShare * 100)} %`,
            String(deadlocks),
          ]),
        },
      ],
      promises: [
        ...results.slice(1).map((result) => ({
          about: `rate of ${result.workers} workers beside one, on the same cores`,
          measured: rateOf(result) / rateOf(one!),
          limit: 0.8,
          bound: 'at least' as const,
          unit: '×',
        })),
        {
          about: 'early or doubled deliveries',
          measured: total(({ delivered }) => delivered.early + delivered.doubled),
          limit: 0,
          bound: 'at most',
          unit: 'runs',
        },
        {
          about: 'runs missing in history',
          measured: total(({ count, ended }) => count - ended),
          limit: 0,
          bound: 'at most',
          unit: 'runs',
        },
        {
          about: 'deadlocks',
          measured: results.reduce((sum, { deadlocks }) => sum + deadlocks, 0),
          limit: 0,
          bound: 'at most',
          unit: 'deadlocks',
        },
      ],
      figures: results,
    };
  });
}

async function measureWorkers(ground: Ground, workers: number, knobs: Context['knobs']): Promise<Result> {
  const databaseUrl = await ground.makeMonth(`workers_${workers}`);
  const options = { ground, databaseUrl, redisUrl: ground.nextRedisUrl() };
  const ours = await startOurs(options);
  const others: Ours[] = [];
  for (let count = 1; count < workers; count++) others.push(await startOurs(options));
  const all = [ours, ...others];
  const running = ours.asRunning(all.map((each) => each.workerProcess()!.pid));
  let createMsPerThousand = await warmUp(ground, running, knobs.warmUp);
  const locks = sampleLocks(ours);
  const bursts: BurstResult[] = [];
  for (let round = 1; round <= knobs.rounds; round++) {
    const { burst, deadlineSeconds } = knobs;
    const result = await measureBurst({
      ground,
      running,
      count: burst,
      deadlineSeconds,
      createMsPerThousand,
    });
    ({ createMsPerThousand } = result);
    bursts.push(result);
  }
  const lockShare = await locks.end();
  const [row] = await ours.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  await Promise.all(all.map((each) => each.end()));
  return { workers, bursts, deadlocks: Number(row!.deadlocks), lockShare };
}

/** Samples what busy sessions wait for until ended. */
function sampleLocks(ours: Ours): { end: () => Promise<number> } {
  let isEnding = false;
  let busy = 0;
  let waiting = 0;
  const sample = async () => {
    while (!isEnding) {
      const [row] = await ours.query<{ busy: string; waiting: string }>(
        `select count(*) as busy, count(*) filter (where wait_event_type = 'Lock') as waiting
         from pg_stat_activity
         where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`,
      );
      busy += Number(row!.busy);
      waiting += Number(row!.waiting);
      await delay(SAMPLE_MS);
    }
  };
  const sampling = sample();
  return {
    end: async () => {
      isEnding = true;
      await sampling;
      return waiting / Math.max(1, busy);
    },
  };
}
