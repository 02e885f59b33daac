// Measures whether anything grows in an hour at half the fire rate: lateness, dead rows, memory, WAL per run.
import { readMemoryMb } from './cpu.ts';
import { type FlowResult, measureFlow } from './flow.ts';
import { withGround } from './ground.ts';
import { startHalfPeak } from './half-peak.ts';
import type { Ours } from './ours.ts';
import { type Context, format, type Promised, type Report, spreadOf } from './report.ts';

const SPANS = 12;
/** What counts as flat: the last quarter beside the first, with room for noise. */
const FLAT = 1.25;
/** A p99 below this is punctual: its growth is noise. */
const PUNCTUAL_MS = 50;
/** Fewer dead rows than this are one round of autovacuum. */
const FEW_DEAD_ROWS = 20_000;

interface Span {
  flow: FlowResult;
  deadRows: number;
  tablesMb: number;
  workerMb: number;
  apiMb: number;
  walBytesPerRun: number;
}

export async function measure(context: Context): Promise<Report> {
  const { knobs, report } = context;
  return await withGround(knobs, async (ground) => {
    const { ours, perSecond } = await startHalfPeak(context, ground, 'soak');
    const seconds = Math.floor((knobs.soakMinutes * 60) / SPANS);
    const spans: Span[] = [];
    for (let index = 1; index <= SPANS; index++) {
      // The target forgets what it has counted, so that an hour does not fill its memory.
      await ground.target.call('forget');
      const before = await readWork(ours);
      const flow = await measureFlow({
        ground,
        ours,
        perSecond,
        seconds,
        settleMs: 1_000,
        spanMs: seconds * 1_000,
      });
      const after = await readWork(ours);
      spans.push({
        flow,
        ...(await readDeadRows(ours)),
        workerMb: readMemoryMb(ours.workerProcess()!.pid).now,
        apiMb: readMemoryMb(ours.apiProcess.pid).now,
        walBytesPerRun: (after.walBytes - before.walBytes) / Math.max(1, after.runs - before.runs),
      });
      report(`span ${index} of ${SPANS}: p99 ${format(flow.delivered.p99Ms)} ms`);
    }
    return {
      title: `soak: ${format(perSecond)} runs a second for ${format(knobs.soakMinutes)} minutes`,
      notes: [
        ground.settings,
        `Dead rows and sizes are those of jobs, job_states and live_runs. Errors logged: ${ours.countErrors()}.`,
      ],
      tables: [
        {
          title: 'By span',
          head: [
            'from, s',
            'runs',
            'p50, ms',
            'p99, ms',
            'max, ms',
            'dead rows',
            'tables, MB',
            'worker, MB',
            'API, MB',
            'WAL, bytes/run',
          ],
          rows: spans.map(({ flow, ...span }, index) => [
            String(index * seconds),
            `${format(flow.succeeded)} of ${format(flow.expected)}`,
            format(flow.delivered.p50Ms),
            format(flow.delivered.p99Ms),
            format(flow.delivered.maxMs),
            format(span.deadRows),
            format(span.tablesMb),
            format(span.workerMb),
            format(span.apiMb),
            format(span.walBytesPerRun),
          ]),
        },
      ],
      promises: promisesOf(spans),
      figures: { perSecond, spans },
    };
  });
}

function promisesOf(spans: readonly Span[]): Promised[] {
  const growth = (about: string, read: (span: Span) => number, floor: number): Promised => {
    const quarter = SPANS / 4;
    const middle = (part: readonly Span[]) => Math.max(floor, spreadOf(part.map(read)).median);
    return {
      about: `${about}: the last quarter beside the first`,
      measured: middle(spans.slice(-quarter)) / middle(spans.slice(0, quarter)),
      limit: FLAT,
      bound: 'at most',
      unit: '×',
    };
  };
  const sum = (read: (span: Span) => number) => spans.reduce((total, span) => total + read(span), 0);
  return [
    growth('p99 lateness', ({ flow }) => flow.delivered.p99Ms, PUNCTUAL_MS),
    growth('dead rows', ({ deadRows }) => deadRows, FEW_DEAD_ROWS),
    growth('memory of the worker', ({ workerMb }) => workerMb, 1),
    growth('memory of the API process', ({ apiMb }) => apiMb, 1),
    growth('WAL per run', ({ walBytesPerRun }) => walBytesPerRun, 1),
    {
      about: 'runs missing in history',
      measured: sum(({ flow }) => flow.expected - flow.succeeded),
      limit: 0,
      bound: 'at most',
      unit: 'runs',
    },
    {
      about: 'early or doubled deliveries',
      measured: sum(({ flow }) => flow.delivered.early + flow.delivered.doubled),
      limit: 0,
      bound: 'at most',
      unit: 'runs',
    },
  ];
}

/** Rows inserted into today's history stand for the runs, because counting them would burden the database. */
async function readWork(ours: Ours): Promise<{ walBytes: number; runs: number }> {
  const [row] = await ours.query<{ wal: string; runs: string }>(
    `select pg_current_wal_lsn() - '0/0' as wal,
            (select sum(n_tup_ins) from pg_stat_user_tables where relname ~ '^runs_') as runs`,
  );
  return { walBytes: Number(row!.wal), runs: Number(row!.runs) };
}

async function readDeadRows(ours: Ours): Promise<{ deadRows: number; tablesMb: number }> {
  const [row] = await ours.query<{ dead: string; bytes: string }>(
    `select sum(n_dead_tup) as dead, sum(pg_total_relation_size(relid)) as bytes
     from pg_stat_user_tables where relname in ('jobs', 'job_states', 'live_runs')`,
  );
  return { deadRows: Number(row!.dead), tablesMb: Number(row!.bytes) / 2 ** 20 };
}
