// Opens connection pools: prepared statements, session settings and parsers of column values.
import { createHash } from 'node:crypto';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Embedded } from './embedded.ts';
import type { Database } from './schema.ts';
import { columnParsers } from './types.ts';

/** Statements that change the session, or that PostgreSQL cannot prepare, stay unnamed. */
const IS_NAMEABLE = /^\s*(?:with|select|insert|update|delete)\b/i;
/** Limits the memory of the server: some texts vary with the number of rows. */
const MAX_NAMES = 500;

const names = new Map<string, string>();

/** The name of a prepared statement, whose plan each connection keeps. Undefined: not prepared. */
function nameOf(text: string): string | undefined {
  const cached = names.get(text);
  if (cached !== undefined) return cached;
  if (names.size >= MAX_NAMES || !IS_NAMEABLE.test(text)) return undefined;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}

/** pg's client, extended to prepare each statement once. */
class NamingClient extends pg.Client {
  /** Connections of the embedded database share a session, so names need a prefix per connection. */
  static #clients = 0;
  readonly #prefix = `${++NamingClient.#clients}_`;

  // The driver has a dozen overloads; Kysely passes a text and values.
  override query(...parameters: unknown[]): never {
    const [text, values, ...rest] = parameters;
    const hash = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
    const name = hash === undefined ? undefined : this.#prefix + hash;
    const query = super.query.bind(this) as (...parameters: unknown[]) => never;
    return name === undefined ? query(...parameters) : query({ name, text, values }, ...rest);
  }
}

// Set after connecting, because connection poolers refuse `options`.
const SESSION = {
  timezone: 'UTC',
  datestyle: 'ISO, MDY',
  // Compilation takes a hundred times longer than these statements run.
  jit: 'off',
  // A statement that waits longer for a lock fails, and is retried or reported.
  lock_timeout: '10s',
  // Ends transactions of frozen processes, which would keep their locks.
  idle_in_transaction_session_timeout: '30s',
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '15000',
};

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

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    columnParsers[oid] ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

/** Opens a pool of up to `max` connections to the embedded database; statements in it run one at a time. */
export function openEmbeddedPool(
  embedded: Embedded,
  { max, settings = {} }: { max: number; settings?: Readonly<Record<string, string>> },
): Kysely<Database> {
  const setUp = Object.entries(settings).map(([name, value]) => `set ${name} = ${value}`);
  const pool = new pg.Pool({
    stream: () => embedded.connect(setUp.join('; ')),
    ssl: false,
    max,
    idleTimeoutMillis: 0,
    Client: NamingClient,
    types,
  });
  pool.on('error', () => {});
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** Opens a pool of up to `max` connections, each with the session settings and those given. */
export function openPool(
  url: string,
  { max, settings = {} }: { max: number; settings?: Readonly<Record<string, string>> },
): Kysely<Database> {
  const values = Object.entries({ ...SESSION, ...settings });
  const setSession = `select ${values.map((_, i) => `set_config($${2 * i + 1}, $${2 * i + 2}, false)`).join()}`;
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    Client: NamingClient,
    // pg-pool awaits the promise before it lends the connection, although the type says void.
    // eslint-disable-next-line @typescript-eslint/no-misused-promises
    onConnect: async (client) => {
      client.on('error', () => {});
      await client.query(setSession, values.flat());
    },
    types,
  });
  // A broken connection fails its statement or is replaced. An unhandled error event would end the process.
  pool.on('error', () => {});
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
