// Measures a million recurring jobs, each every minute: no occurrence lost, lateness under a second and not growing.
import { cloneJobs } from './clone.ts';
import { readCpuSeconds, readMemoryMb } from './cpu.ts';
import { MINUTE_MS, readFlow } from './flow.ts';
import { withGround } from './ground.ts';
import { countMonth } from './month.ts';
import { startOurs } from './ours.ts';
import { type Context, format, type Report, spreadOf } from './report.ts';

const SPAN_MS = 10_000;
/** p99 of the last minute beside that of the first whole one: more is growth, less is noise. */
const GROWTH = 1.5;

export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withGround(knobs, async (ground) => {
    const databaseUrl = await ground.makeMonth('ours');
    const ours = await startOurs({ ground, databaseUrl, redisUrl: ground.nextRedisUrl() });
    const { millionJobs: jobs, millionMinutes: minutes } = knobs;
    report(`creating ${format(jobs)} jobs`);
    await cloneJobs(ours, jobs, 'spread', 'every-minute');
    // They are due from the minute after next: the first one warms up, the rest are measured.
    const [row] = await ours.query<{ first: Date }>('select min(next_due_at) as first from job_states');
    const from = row!.first.getTime() + MINUTE_MS;
    const range = { from, to: from + minutes * MINUTE_MS };
    report(`measuring ${minutes} minutes, from ${Math.round((from - Date.now()) / 1_000)} s from now`);
    await new Promise((resolve) => setTimeout(resolve, from - Date.now()));
    const worker = ours.workerProcess()!.pid;
    const before = { ...ground.cpu(), worker: readCpuSeconds(worker), wal: await readWal() };
    await new Promise((resolve) => setTimeout(resolve, range.to - Date.now()));
    const after = { ...ground.cpu(), worker: readCpuSeconds(worker), wal: await readWal() };
    const memory = readMemoryMb(worker);
    const flow = await readFlow({ ground, ours, range, expected: jobs * minutes, spanMs: SPAN_MS });
    const recorded = await ours.readLateness(range);
    const { delivered, spans } = flow;
    const perRun = (seconds: number) => format((seconds * 1e6) / flow.expected);
    const perMinute = MINUTE_MS / SPAN_MS;
    const p99Of = (part: typeof spans) => spreadOf(part.map(({ p99Ms }) => p99Ms)).median;
    const growth = p99Of(spans.slice(-perMinute)) / Math.max(1, p99Of(spans.slice(0, perMinute)));

    async function readWal(): Promise<number> {
      const [wal] = await ours.query<{ bytes: string }>(`select pg_current_wal_lsn() - '0/0' as bytes`);
      return Number(wal!.bytes);
    }

    return {
      title: `million: ${format(jobs)} recurring jobs, each every minute, for ${minutes} minutes`,
      notes: [
        ground.settings,
        `${await countMonth(ground.pool(databaseUrl))}.`,
        `CPU per run: worker ${perRun(after.worker - before.worker)} µs, PostgreSQL ${perRun(after.postgres - before.postgres)} µs, Redis ${perRun(after.redis - before.redis)} µs, target ${perRun(after.target - before.target)} µs; WAL ${format((after.wal - before.wal) / flow.expected)} bytes. Worker at most ${format(memory.peak)} MB.`,
        `In history p50 ${format(recorded.p50Ms)}, p99 ${format(recorded.p99Ms)}, at most ${format(recorded.maxMs)} ms late. Errors logged: ${ours.countErrors()}.`,
      ],
      tables: [
        {
          title: 'Lateness by span of due instants',
          head: ['from, s', 'runs', 'p50, ms', 'p99, ms', 'max, ms', 'over 1 s'],
          rows: spans.map((span, index) => [
            String((index * SPAN_MS) / 1_000),
            format(span.count),
            format(span.p50Ms),
            format(span.p99Ms),
            format(span.maxMs),
            format(span.over1s),
          ]),
        },
      ],
      promises: [
        {
          about: 'occurrences succeeded in history',
          measured: flow.succeeded,
          limit: flow.expected,
          bound: 'at least',
          unit: 'runs',
        },
        { about: 'p99 lateness', measured: delivered.p99Ms, limit: 1_000, bound: 'at most', unit: 'ms' },
        {
          about: 'p99 of the last minute beside the first',
          measured: growth,
          limit: GROWTH,
          bound: 'at most',
          unit: '×',
        },
        { about: 'early deliveries', measured: delivered.early, limit: 0, bound: 'at most', unit: 'runs' },
        {
          about: 'doubled deliveries',
          measured: delivered.doubled,
          limit: 0,
          bound: 'at most',
          unit: 'runs',
        },
      ],
      figures: { flow, recorded, before, after, memory },
    };
  });
}
