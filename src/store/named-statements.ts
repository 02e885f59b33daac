// A client of pg that prepares each statement once per connection.
import { createHash } from 'node:crypto';
import pg from 'pg';

/** Statements that change the session, or that PostgreSQL cannot prepare, stay unnamed. */
const IS_NAMEABLE = /^\s*(?:with|select|insert|update|delete)\b/i;
/** Limits the memory of the server: some texts vary with the number of rows. */
const MAX_NAMES = 500;

/** The names of the statements of one pool: statements of clients must not use up those of the planner and the worker. */
export class StatementNames {
  readonly #max: number;
  readonly #names = new Map<string, string>();

  constructor(max = MAX_NAMES) {
    this.#max = max;
  }

  /** The name of a prepared statement, whose plan each connection keeps. Undefined: not prepared. */
  find(text: string): string | undefined {
    const cached = this.#names.get(text);
    if (cached !== undefined) return cached;
    if (this.#names.size >= this.#max || !IS_NAMEABLE.test(text)) return undefined;
    const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
    this.#names.set(text, name);
    return name;
  }
}

/** The driver has a dozen overloads of `query`; its callers pass a text, values and sometimes a callback. */
export type QueryArguments = unknown[];

export class NamingClient extends pg.Client {
  /** Connections of the embedded database share a session, so names need a prefix per connection. */
  static #clients = 0;
  readonly #prefix = `${++NamingClient.#clients}_`;
  readonly #names: StatementNames;

  constructor(config: pg.ClientConfig, names: StatementNames) {
    super(config);
    this.#names = names;
  }

  override query(...parameters: QueryArguments): never {
    const [text, values, ...rest] = parameters;
    const hash = typeof text === 'string' && Array.isArray(values) ? this.#names.find(text) : undefined;
    if (hash === undefined) return this.queryUnnamed(...parameters);
    return this.queryUnnamed({ name: this.#prefix + hash, text, values }, ...rest);
  }

  protected queryUnnamed(...parameters: QueryArguments): never {
    return (super.query.bind(this) as (...parameters: QueryArguments) => never)(...parameters);
  }
}
