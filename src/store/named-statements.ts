// A client of pg that prepares each statement once per connection.
import { createHash } from 'node:crypto';
import pg from 'pg';
import { isStalePlan } from './errors.ts';

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

type Callback = (error: unknown, result?: unknown) => void;

export class NamingClient extends pg.Client {
  /** Connections of the embedded database share a session, so names need a prefix per connection. */
  static #clients = 0;
  /** Part of all names, so that every connection prepares its statements again after a migration. */
  static #generation = 0;
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
    const callback = rest.find((parameter) => typeof parameter === 'function') as Callback | undefined;
    const done = this.#queryNamed(hash, text, values);
    if (callback === undefined) return done as never;
    done.then((result) => callback(undefined, result), callback);
    return undefined as never;
  }

  protected queryUnnamed(...parameters: QueryArguments): never {
    return (super.query.bind(this) as (...parameters: QueryArguments) => never)(...parameters);
  }

  /** Prepares the statement again if a migration has changed its tables; a transaction has failed then. */
  async #queryNamed(hash: string, text: unknown, values: unknown): Promise<unknown> {
    const generation = NamingClient.#generation;
    const run = (): Promise<unknown> =>
      this.queryUnnamed({ name: `${this.#prefix}${NamingClient.#generation}_${hash}`, text, values });
    try {
      return await run();
    } catch (error) {
      if (!isStalePlan(error)) throw error;
      if (generation === NamingClient.#generation) NamingClient.#generation += 1;
      if (this.getTransactionStatus() !== 'I') throw error;
      return await run();
    }
  }
}
