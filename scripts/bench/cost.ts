// Measures what a run and a planned occurrence cost: CPU, WAL, commits and statements.
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../src/testing/wait.ts';
import { type BurstResult, measureBurst, warmUp } from './burst.ts';
import { makeOurs } from './contenders.ts';
import { readCpuSeconds } from './cpu.ts';
import { type Ground, withGround } from './ground.ts';
import { type Ours, startOurs } from './ours.ts';
import { type Context, format, formatSpread, type Report, spreadOf } from './report.ts';

/** A backend reports its counts within a second, or when it next does something. */
const STATISTICS_MS = 3_000;
const PLAN_WAL_BYTES = 600;

interface Counters {
  walBytes: number;
  commits: number;
  statements: number;
}

interface RunCost extends Counters {
  burst: BurstResult;
}

export interface PlanCost {
  occurrences: number;
  seconds: number;
  walBytes: number;
  apiUs: number;
  postgresUs: number;
}

export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withGround({ ...knobs, countStatements: true }, async (ground) => {
    const ours = await makeOurs(ground);
    const runs: RunCost[] = [];
    for (let round = 1; round <= knobs.rounds; round++) {
      const running = await ours.start();
      const createMsPerThousand = await warmUp(ground, running, knobs.warmUp);
      let before: Counters | undefined;
      const burst = await measureBurst({
        ground,
        running,
        createMsPerThousand,
        count: knobs.burst,
        deadlineSeconds: knobs.deadlineSeconds,
        onCreated: async () => {
          before = await readCounters(ground, 'ours');
        },
      });
      await delay(STATISTICS_MS);
      const after = await readCounters(ground, 'ours');
      await running.end();
      const perRun = (name: keyof Counters) => (after[name] - before![name]) / Math.max(1, burst.ended);
      const cost = {
        burst,
        walBytes: perRun('walBytes'),
        commits: perRun('commits'),
        statements: perRun('statements'),
      };
      report(`round ${round}: ${format(cost.walBytes)} bytes of WAL per run`);
      runs.push(cost);
    }
    const plans: PlanCost[] = [];
    for (let round = 1; round <= knobs.rounds; round++) {
      const plan = await measurePlanning(ground, `planning_${round}`, knobs.burst);
      report(`round ${round}: ${format(plan.walBytes)} bytes of WAL per planned occurrence`);
      plans.push(plan);
    }
    const spread = (read: (cost: RunCost) => number) => formatSpread(runs.map(read));
    const planned = (read: (cost: PlanCost) => number) => formatSpread(plans.map(read));
    return {
      title: `cost: of a run and of planning one, ${format(knobs.burst)} due at one instant`,
      notes: [
        ground.settings,
        'Statements are counted by pg_stat_statements; begin and commit are statements. Passes of the planner and other sweeps within the time are in all figures.',
      ],
      tables: [
        {
          title: 'One run: planned, claimed, sent, recorded (median of rounds, smallest–largest)',
          head: ['', 'per run'],
          rows: [
            ['worker, µs of CPU', spread(({ burst }) => burst.cpuUs.worker)],
            ['PostgreSQL, µs of CPU', spread(({ burst }) => burst.cpuUs.postgres)],
            ['Redis, µs of CPU', spread(({ burst }) => burst.cpuUs.redis)],
            ['target, µs of CPU', spread(({ burst }) => burst.cpuUs.target)],
            ['WAL, bytes', spread(({ walBytes }) => walBytes)],
            ['commits', spread(({ commits }) => commits)],
            ['statements (round trips)', spread(({ statements }) => statements)],
          ],
        },
        {
          title: 'Planning one occurrence of a recurring job; no worker runs',
          head: ['', 'per occurrence'],
          rows: [
            ['WAL, bytes', planned(({ walBytes }) => walBytes)],
            ['API process, µs of CPU', planned(({ apiUs }) => apiUs)],
            ['PostgreSQL, µs of CPU', planned(({ postgresUs }) => postgresUs)],
          ],
        },
      ],
      promises: [
        {
          about: 'WAL per planned occurrence',
          measured: spreadOf(plans.map(({ walBytes }) => walBytes)).median,
          limit: PLAN_WAL_BYTES,
          bound: 'at most',
          unit: 'bytes',
        },
        {
          about: 'runs succeeded in history',
          measured: Math.min(...runs.map(({ burst }) => burst.ended)),
          limit: knobs.burst,
          bound: 'at least',
          unit: 'runs',
        },
      ],
      figures: { runs, plans },
    };
  });
}

async function readCounters(ground: Ground, database: string): Promise<Counters> {
  const { rows } = await ground.pool(ground.postgres.url).query<Record<keyof Counters, string>>(
    `select pg_current_wal_lsn() - '0/0' as "walBytes",
       (select xact_commit from pg_stat_database where datname = $1) as commits`,
    [database],
  );
  const url = new URL(ground.postgres.url);
  url.pathname = `/${database}`;
  const statements = await ground.pool(url.href).query<{ calls: string }>(
    `select coalesce(sum(calls), 0) as calls from pg_stat_statements s
     join pg_database d on d.oid = s.dbid where d.datname = $1`,
    [database],
  );
  return {
    walBytes: Number(rows[0]!.walBytes),
    commits: Number(rows[0]!.commits),
    statements: Number(statements.rows[0]!.calls),
  };
}

/** Only an API process runs, so that nothing but planning is written: occurrences become live runs and messages. */
export async function measurePlanning(
  ground: Ground,
  database: string,
  count: number,
  prepare: (ours: Ours) => Promise<void> = async () => {},
): Promise<PlanCost> {
  const databaseUrl = await ground.makeMonth(database);
  const ours = await startOurs({ ground, databaseUrl, redisUrl: ground.nextRedisUrl(), withWorker: false });
  await prepare(ours);
  const plan = async (occurrences: number, leadMs: number): Promise<PlanCost> => {
    const dueAt = Math.ceil((Date.now() + leadMs) / 1_000) * 1_000;
    await ours.createJobs(
      Array.from({ length: occurrences }, (_, index) => ({
        name: `Planned ${index}`,
        schedule_type: 'recurring',
        interval: 'minute',
        interval_value: 1,
        starts_at: new Date(dueAt).toISOString(),
      })),
    );
    const read = async () => {
      const [row] = await ours.query<{ bytes: string }>(`select pg_current_wal_lsn() - '0/0' as bytes`);
      return {
        at: performance.now(),
        walBytes: Number(row!.bytes),
        api: readCpuSeconds(ours.apiProcess.pid),
        postgres: ground.cpu().postgres,
      };
    };
    await delay(dueAt - 5_300 - Date.now());
    const before = await read();
    await waitFor(
      'every occurrence to be planned',
      async () => {
        const [row] = await ours.query<{ count: string }>(
          'select count(*) from live_runs where due_at = $1',
          [new Date(dueAt).toISOString()],
        );
        return Number(row!.count) >= occurrences;
      },
      60_000,
    );
    const after = await read();
    return {
      occurrences,
      seconds: (after.at - before.at) / 1_000,
      walBytes: (after.walBytes - before.walBytes) / occurrences,
      apiUs: ((after.api - before.api) * 1e6) / occurrences,
      postgresUs: ((after.postgres - before.postgres) * 1e6) / occurrences,
    };
  };
  // The first pass makes plans and connections.
  await plan(1_000, 10_000);
  const cost = await plan(count, 12_000 + count * 1.5);
  await ours.end();
  return cost;
}
