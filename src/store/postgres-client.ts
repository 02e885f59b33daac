// A connection to PostgreSQL that closes itself if the server does not answer or has been replaced.
import type pg from 'pg';
import {
  type ConnectionGuard,
  type GuardedConnection,
  isNetworkSign,
  isServerSign,
} from './connection-guard.ts';
import { NamingClient, type QueryArguments, type StatementNames } from './named-statements.ts';
import type { Pooling } from './pooler.ts';

/** A connection that only listens would not notice a silent server: it runs a statement at this interval. */
const LISTEN_BEAT_MS = 5_000;

export interface Session {
  /** Settings of PostgreSQL, applied after connecting. */
  settings: Readonly<Record<string, string>>;
  /** Longest wait for the answer to a statement; longer than the timeouts of PostgreSQL. Undefined: no limit. */
  answerMs: number | undefined;
  guard: ConnectionGuard;
  names: StatementNames;
  /** What a pooler keeps of a session; called only if there is a pooler. */
  findPooling: () => Promise<Pooling>;
}

type Callback = (error: unknown, result?: unknown) => void;
interface Rows {
  rows: Record<string, unknown>[];
}

export class PostgresClient extends NamingClient implements GuardedConnection {
  readonly #session: Session;
  #pooling: Pooling = 'session';
  #isBusy = false;
  #isRetired = false;
  #isEnded = false;
  #answerTimer: NodeJS.Timeout | undefined;
  #listenTimer: NodeJS.Timeout | undefined;

  constructor(config: pg.ClientConfig, session: Session) {
    super(config, session.names);
    this.#session = session;
    session.guard.add(this);
    this.on('error', (error) => {
      if (isNetworkSign((error as NodeJS.ErrnoException).code)) session.guard.reportSign(this);
    });
    this.on('end', () => {
      this.#isEnded = true;
      session.guard.remove(this);
      clearTimeout(this.#answerTimer);
      clearInterval(this.#listenTimer);
    });
    this.on('drain', () => {
      this.#isBusy = false;
      clearTimeout(this.#answerTimer);
      this.#answerTimer = undefined;
      this.#closeIfRetired();
    });
    this.connection.on('errorMessage', ({ code }: { code?: string }) => {
      // A server that refuses new connections may still serve the others.
      if (this.getTransactionStatus() !== null && isServerSign(code)) session.guard.reportSign(this);
    });
  }

  /** Whether the session changes between transactions: settings, named statements and LISTEN do not last. */
  get isTransactionPooled(): boolean {
    return this.#pooling === 'transaction';
  }

  /** Applies the settings. Behind a pooler, the process ID of the connection is not that of the session. */
  async setUp(): Promise<void> {
    const { settings, findPooling } = this.#session;
    const { processID } = this as unknown as { processID: number };
    const values = Object.entries(settings).flat();
    const setting = values.flatMap((_, index) =>
      index % 2 === 0 ? `set_config($${index + 2}, $${index + 3}, false)` : [],
    );
    const text = `select pg_is_in_recovery() as is_standby, ${setting.join()}
      where $1::int is null or pg_backend_pid() = $1::int`;
    let { rows } = await this.#run(text, [processID, ...values]);
    if (rows.length === 0) {
      this.#pooling = await findPooling();
      ({ rows } = this.isTransactionPooled
        ? await this.#run('select pg_is_in_recovery() as is_standby')
        : await this.#run(text, [null, ...values]));
    }
    if (rows[0]!['is_standby'] !== true) return;
    throw Object.assign(new Error('The server is a standby, which accepts no writes.'), { code: '25006' });
  }

  retire(): void {
    this.#isRetired = true;
    this.#closeIfRetired();
  }

  override query(...parameters: QueryArguments): never {
    const [text] = parameters;
    if (typeof text === 'string' && /^(?:\s|--.*\n)*listen\b/i.test(text)) this.#startListenBeat();
    if (!this.isTransactionPooled) return super.query(...parameters);
    if (typeof text !== 'string' || this.getTransactionStatus() !== 'I') {
      return this.queryUnnamed(...parameters);
    }
    if (/^\s*(?:begin|start transaction)\b/i.test(text)) {
      return this.queryUnnamed(`${text}; ${this.#setLocal()}`, ...parameters.slice(1));
    }
    return this.#queryInTransaction(parameters);
  }

  /** All statements pass here. */
  protected override queryUnnamed(...parameters: QueryArguments): never {
    this.#isBusy = true;
    this.#expectAnswer();
    return super.queryUnnamed(...parameters);
  }

  async #run(text: string, values: unknown[] = []): Promise<Rows> {
    const response: Promise<Rows> = this.queryUnnamed(text, values);
    return await response;
  }

  /** The settings of a single statement need a transaction around it. */
  #queryInTransaction(parameters: QueryArguments): never {
    const callback = parameters.find((parameter) => typeof parameter === 'function') as Callback | undefined;
    const statement = parameters.filter((parameter) => typeof parameter !== 'function');
    const run = async (): Promise<unknown> => {
      await this.#run(`begin; ${this.#setLocal()}`);
      try {
        const result = await (this.queryUnnamed(...statement) as Promise<unknown>);
        await this.#run('commit');
        return result;
      } catch (error) {
        await this.#run('rollback').catch(() => {});
        throw error;
      }
    };
    const done = run();
    if (callback === undefined) return done as never;
    done.then((result) => callback(undefined, result), callback);
    return undefined as never;
  }

  #setLocal(): string {
    const values = Object.entries(this.#session.settings).map((pair) =>
      pair.map((text) => this.escapeLiteral(text)).join(),
    );
    return `select ${values.map((pair) => `set_config(${pair}, true)`).join()}`;
  }

  #expectAnswer(): void {
    const { answerMs } = this.#session;
    clearTimeout(this.#answerTimer);
    if (answerMs === undefined) return;
    const timer = setTimeout(() => {
      // After a pause of the whole process, an answer that has arrived is read first.
      setImmediate(() => {
        setImmediate(() => {
          if (timer === this.#answerTimer && !this.#isEnded) this.#giveUp(answerMs);
        });
      });
    }, answerMs).unref();
    this.#answerTimer = timer;
  }

  #giveUp(answerMs: number): void {
    this.#close(
      `PostgreSQL did not answer within ${answerMs / 1_000} s. The connection was closed.`,
      'ETIMEDOUT',
    );
  }

  #startListenBeat(): void {
    this.#listenTimer ??= setInterval(() => {
      if (!this.#isBusy) this.#run('select 1').catch(() => {});
    }, LISTEN_BEAT_MS).unref();
  }

  #closeIfRetired(): void {
    if (!this.#isRetired || this.#isBusy || this.getTransactionStatus() !== 'I') return;
    this.#close('The connection was closed, because its server may have been replaced.', 'ECONNABORTED');
  }

  #close(message: string, code: string): void {
    this.connection.stream.destroy(Object.assign(new Error(message), { code }));
  }
}
