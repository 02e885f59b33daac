// The real embedded database, in this thread, whose clock shows the virtual time.
import { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { connectEmbedded, createDatabase, PINNED_PLANS } from '../../src/store/connections.ts';
import { migrate } from '../../src/store/migrate.ts';
import { ProtocolSocket } from '../../src/store/protocol-socket.ts';

export interface Engine {
  /** For the evidence: statements with the real clock. */
  pool: pg.Pool;
  /** Executes a statement, for which the clock stands at `nowMs`. */
  run(text: string, values: unknown[], nowMs: number): Promise<pg.QueryResult>;
  /** Removes all rows and partitions. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

// The schema goes before pg_catalog: statements that name gen_random_uuid() call this function, which is not random.
const SET_UP = `
  create schema simulation;
  create sequence simulation.ids;
  create function simulation.gen_random_uuid() returns uuid language sql volatile
    return md5(nextval('simulation.ids')::text)::uuid`;
const SETTINGS = { timezone: 'UTC', search_path: 'simulation,pg_catalog,public', ...PINNED_PLANS };

export async function openEngine(): Promise<Engine> {
  const database = await PGlite.create({
    startParams: [
      ...PGlite.defaultStartParams,
      ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
  });
  await database.exec(`create schema if not exists public; set search_path = public`);
  let nowMs: number | undefined;
  const execute = (message: Uint8Array) => withClock(nowMs, () => answer(database, message));
  const connector = connectEmbedded({
    connect: () => {
      const socket = new ProtocolSocket({
        send: (message) =>
          void execute(message).then(
            (response) => socket.push(response),
            (error: Error) => socket.destroy(error),
          ),
        closed: () => {},
      });
      return socket;
    },
    folderWarning: undefined,
    close: () => database.close(),
  });
  const pool = connector.openPool({ max: 1 });
  await migrate(createDatabase(pool));
  await pool.query(`${SET_UP}; set search_path = ${SETTINGS.search_path}`);
  return {
    pool,
    run: async (text, values, statementMs) => {
      nowMs = statementMs;
      try {
        return await pool.query(text, values);
      } finally {
        nowMs = undefined;
      }
    },
    reset: () => reset(pool),
    close: async () => {
      await pool.end();
      await database.close();
    },
  };
}

/** The database, compiled to WebAssembly, reads the time from `Date.now`. */
async function withClock<T>(nowMs: number | undefined, work: () => Promise<T>): Promise<T> {
  if (nowMs === undefined) return await work();
  const { setTimeout: realTimeout } = globalThis;
  const realNow = Date.now;
  Date.now = () => nowMs;
  try {
    // PostgreSQL's own timers would run in real time; nothing here waits for one.
    globalThis.setTimeout = Object.assign(() => ({}), realTimeout) as typeof setTimeout;
    return await work();
  } finally {
    globalThis.setTimeout = realTimeout;
    Date.now = realNow;
  }
}

async function answer(database: PGlite, message: Uint8Array): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await database.execProtocolRawStream(message, {
    // A copy, because the database reuses the memory of the chunk.
    onRawData: (chunk) => chunks.push(Buffer.from(chunk)),
  });
  return Buffer.concat(chunks);
}

async function reset(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; is_day: boolean }>(
    `select relname as name, relname ~ '_[0-9]{8}$' as is_day from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and relname not like 'kysely%' and (not relispartition or relname ~ '_[0-9]{8}$')
     order by 1`,
  );
  const days = rows.filter((row) => row.is_day);
  if (days.length > 0) await pool.query(`drop table ${days.map(({ name }) => name).join(', ')}`);
  const others = rows.filter((row) => !row.is_day);
  await pool.query(`truncate ${others.map(({ name }) => name).join(', ')} restart identity`);
  await pool.query('alter sequence simulation.ids restart');
}
