// Measures the fire rate beside four sessions that each scan history in a repeatable-read transaction.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type BurstResult, measureBurst, warmUp } from './burst.ts';
import { makeOurs } from './contenders.ts';
import { type Ground, withGround } from './ground.ts';
import { type Context, format, formatSpread, type Report, spreadOf } from './report.ts';

/** A report reads a page, works on it, reads the next: scans that never pause would take the cores, whatever the service does. */
const PAGE_ROWS = 1_000;
const PAUSE_MS = 100;

interface Rounds {
  alone: BurstResult[];
  beside: BurstResult[];
  rowsRead: number;
}

export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withGround(knobs, async (ground) => {
    const ours = await makeOurs(ground);
    const rounds: Rounds = { alone: [], beside: [], rowsRead: 0 };
    for (let round = 1; round <= knobs.rounds; round++) {
      const running = await ours.start();
      const options = { ground, running, count: knobs.burst, deadlineSeconds: knobs.deadlineSeconds };
      const createMsPerThousand = await warmUp(ground, running, knobs.warmUp);
      const alone = await measureBurst({ ...options, createMsPerThousand });
      const readers = await startReaders(ground, 'ours', knobs.readers);
      const beside = await measureBurst({ ...options, createMsPerThousand: alone.createMsPerThousand });
      rounds.rowsRead += await readers.end();
      await running.end();
      rounds.alone.push(alone);
      rounds.beside.push(beside);
      report(
        `round ${round}: ${format(alone.perSecond)}/s alone, ${format(beside.perSecond)}/s beside readers`,
      );
    }
    const rate = (bursts: BurstResult[]) => spreadOf(bursts.map(({ perSecond }) => perSecond)).median;
    const row = (name: string, bursts: BurstResult[]) => [
      name,
      formatSpread(bursts.map(({ perSecond }) => perSecond)),
      formatSpread(bursts.map(({ delivered }) => delivered.p99Ms)),
      formatSpread(bursts.map(({ cpuUs }) => cpuUs.worker)),
      formatSpread(bursts.map(({ cpuUs }) => cpuUs.postgres)),
      String(Math.min(...bursts.map(({ ended }) => ended))),
    ];
    return {
      title: `readers: ${format(knobs.burst)} runs due at one instant beside ${knobs.readers} scans of history`,
      notes: [
        ground.settings,
        `Each reader holds one repeatable-read transaction and fetches ${PAGE_ROWS} rows of history every ${PAUSE_MS} ms; ${format(rounds.rowsRead)} rows were read.`,
      ],
      tables: [
        {
          title: 'Alone and beside readers, alternately (median of rounds, smallest–largest)',
          head: ['', 'runs/s', 'p99 late, ms', 'worker µs', 'PostgreSQL µs', 'ended'],
          rows: [row('alone', rounds.alone), row('beside readers', rounds.beside)],
        },
      ],
      promises: [
        {
          about: 'fire rate beside readers',
          measured: rate(rounds.beside) / rate(rounds.alone),
          limit: 0.95,
          bound: 'at least',
          unit: '×',
        },
        {
          about: 'runs succeeded in history',
          measured: Math.min(...rounds.beside.map(({ ended }) => ended)),
          limit: knobs.burst,
          bound: 'at least',
          unit: 'runs',
        },
      ],
      figures: rounds,
    };
  });
}

async function startReaders(ground: Ground, database: string, count: number) {
  const url = new URL(ground.postgres.url);
  url.pathname = `/${database}`;
  const ending = new AbortController();
  const isEnding = () => ending.signal.aborted;
  ground.stack.defer(() => {
    ending.abort();
  });
  const read = async (): Promise<number> => {
    const client = new pg.Client({ connectionString: url.href });
    client.on('error', () => {});
    await client.connect();
    let total = 0;
    try {
      await client.query('begin isolation level repeatable read');
      while (!isEnding()) {
        await client.query('declare history cursor for select * from runs');
        let rows = 0;
        do {
          const result = await client.query(`fetch ${PAGE_ROWS} from history`);
          rows = result.rows.length;
          total += rows;
          await delay(PAUSE_MS);
        } while (rows > 0 && !isEnding());
        await client.query('close history');
      }
    } finally {
      await client.end();
    }
    return total;
  };
  const readers = Array.from({ length: count }, read);
  return {
    /** Answers how many rows were read. */
    end: async () => {
      ending.abort();
      return (await Promise.all(readers)).reduce((sum, rows) => sum + rows, 0);
    },
  };
}
