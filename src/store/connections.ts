// Opens connection pools: session settings, time limits and parsers of column values.
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { createConnectionGuard } from './connection-guard.ts';
import type { Embedded } from './embedded.ts';
import { NamingClient, StatementNames } from './named-statements.ts';
import { findPooling, type Pooling } from './pooler.ts';
import { PostgresClient, type Session } from './postgres-client.ts';
import { readPostgresUrl } from './postgres-url.ts';
import type { Database } from './schema.ts';
import { columnParsers } from './types.ts';

type PostgresSettings = Readonly<Record<string, string>>;

/** Defaults that `options` in POSTGRES_URL may change. */
const DEFAULTS = {
  // Compilation takes a hundred times longer than these statements run.
  jit: 'off',
  // A statement that waits longer for a lock fails, and is retried or reported.
  lock_timeout: '10s',
  // Ends transactions of frozen processes, which would keep their locks.
  idle_in_transaction_session_timeout: '30s',
  idle_session_timeout: '0',
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '15000',
};

/** What the statements rely on, whatever the server, the database and the role are set to. */
const REQUIRED = {
  timezone: 'UTC',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
};

/** Longer than `lock_timeout`: a statement that waits for a lock fails with that error. */
const STATEMENT_TIMEOUT_MS = 11_000;
/** Time after the timeout of PostgreSQL in which its answer must arrive. */
const ANSWER_MARGIN_MS = 1_000;

/**
 * For statements that find a few rows by key, in tables that change too fast for statistics: nested loops over indexes,
 * planned once. A sweep over many rows must not run with these.
 */
export const PINNED_PLANS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

/**
 * For sweeps over many rows: planned anew each time. A plan kept from the time when the tables were nearly empty reads
 * a whole table for each row of another. So does a new plan if the statistics are that old, as after a burst: a sweep
 * looks up other tables in a subquery with `offset 0`, which PostgreSQL evaluates once per row, by an index.
 */
export const FRESH_PLANS = { plan_cache_mode: 'force_custom_plan' };

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    columnParsers[oid] ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

export interface PoolOptions {
  /** Maximum number of connections. */
  max: number;
  settings?: PostgresSettings;
  /** PostgreSQL cancels a statement after this time, and a connection without an answer is closed. 0: no limit. */
  statementTimeoutMs?: number;
  /** The values that BullMQ expects, instead of those of `types.ts`. */
  hasDriverTypes?: boolean;
  /** Maximum number of prepared statements that each connection keeps. */
  maxStatements?: number;
}

/** The connections of a pool; `waiting` statements have none. */
export interface PoolState {
  pool: string;
  open: number;
  idle: number;
  waiting: number;
}

export function stateOf(name: string, pool: pg.Pool): PoolState {
  return { pool: name, open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
}

/** Opens pools of connections to one server. */
export interface Connector {
  openPool(options: PoolOptions): pg.Pool;
}

export function createDatabase(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** Pools to the embedded database, where statements run one at a time. */
export function connectEmbedded(embedded: Embedded): Connector {
  return {
    openPool: ({ max, settings = {}, hasDriverTypes = false, maxStatements }) => {
      const names = new StatementNames(maxStatements);
      const setUp = Object.entries(settings).map(([name, value]) => `set ${name} = ${value}`);
      const pool = new pg.Pool({
        stream: () => embedded.connect(setUp.join('; ')),
        ssl: false,
        max,
        idleTimeoutMillis: 0,
        // Without it BullMQ would poll.
        keepAlive: true,
        Client: class extends NamingClient {
          constructor(options: pg.ClientConfig = {}) {
            super(options, names);
          }
        },
        ...(!hasDriverTypes && { types }),
      });
      pool.on('error', () => {});
      return pool;
    },
  };
}

/** Pools to a PostgreSQL server, each of whose connections gets the session settings and those given. */
export function connectPostgres(url: string, schema?: string): Connector {
  const { connectionString, settings: ofUrl } = readPostgresUrl(url);
  const guard = createConnectionGuard();
  const pooling = memoize(() => findPooling(connectionString));
  return {
    openPool: ({
      max,
      settings = {},
      statementTimeoutMs = STATEMENT_TIMEOUT_MS,
      hasDriverTypes = false,
      maxStatements,
    }) => {
      const timeoutMs = (statementTimeoutMs > 0 && readMs(ofUrl['statement_timeout'])) || statementTimeoutMs;
      const config = { connectionString, max, ...(!hasDriverTypes && { types }) };
      return openPool(config, {
        settings: {
          ...DEFAULTS,
          ...ofUrl,
          ...(schema !== undefined && { search_path: schema }),
          statement_timeout: String(timeoutMs),
          ...REQUIRED,
          ...settings,
        },
        answerMs: timeoutMs > 0 ? timeoutMs + ANSWER_MARGIN_MS : undefined,
        guard,
        names: new StatementNames(maxStatements),
        findPooling: pooling,
      });
    },
  };
}

function openPool(config: pg.PoolConfig, session: Session): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    Client: class extends PostgresClient {
      constructor(options: pg.ClientConfig = {}) {
        super(options, session);
      }
    },
    // pg-pool awaits the promise before it lends the connection, although the type says void.
    // eslint-disable-next-line @typescript-eslint/no-misused-promises
    onConnect: (client) => (client as PostgresClient).setUp(),
  });
  // A broken connection fails its statement or is replaced. An unhandled error event would end the process.
  pool.on('error', () => {});
  return pool;
}

/** Calls `find` once, and again only after a failure. */
function memoize(find: () => Promise<Pooling>): () => Promise<Pooling> {
  let found: Promise<Pooling> | undefined;
  return () => {
    found ??= find().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A duration of PostgreSQL such as `30s`, in milliseconds without a unit. Undefined: none, or another form. */
function readMs(text: string | undefined): number | undefined {
  const [, number, unit = ''] = /^(\d+)\s*(ms|s|min|h|d)?$/.exec(text?.trim() ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * (UNIT_MS[unit] ?? 1);
}
