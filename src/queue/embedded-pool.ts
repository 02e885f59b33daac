// The embedded database in the shape of a pg.Pool, as far as BullMQ uses one.
import { EventEmitter } from 'node:events';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';

/** What this needs of the embedded database: its statements, its transactions and its notifications. */
export interface EmbeddedSession extends Statements {
  transaction<T>(work: (tx: Statements & { rollback(): Promise<void> }) => Promise<T>): Promise<T>;
  onNotification(listener: (channel: string, payload: string) => void): () => void;
}

interface Statements {
  query(text: string, params: unknown[]): Promise<EmbeddedResult>;
  exec(text: string): Promise<EmbeddedResult[]>;
}

interface EmbeddedResult {
  rows: unknown[];
  affectedRows?: number;
}

const nothing = { rows: [], rowCount: 0 } as unknown as PgQueryResult;

/**
 * Every "connection" is the one session there is, so that a transaction that BullMQ opens by a statement, as it does
 * to migrate, holds everybody else's statements back until it ends.
 */
export function createEmbeddedPool(session: EmbeddedSession): PgPool {
  class Client extends EventEmitter {
    #open: { tx: Statements; end: (how: 'commit' | 'rollback') => Promise<void> } | undefined;
    #unsubscribe = session.onNotification((channel, payload) =>
      this.emit('notification', { channel, payload }),
    );

    async query(text: string, params?: readonly unknown[]): Promise<PgQueryResult> {
      const statement = text.trim().toLowerCase();
      if (statement === 'begin') await this.#begin();
      else if (statement === 'commit' || statement === 'rollback') await this.#end(statement);
      else return await send(this.#open?.tx ?? session, text, params);
      return nothing;
    }

    release(): void {
      this.#unsubscribe();
      void this.#end('rollback');
    }

    async #begin(): Promise<void> {
      await new Promise<void>((opened, failed) => {
        const ended = Promise.withResolvers<'commit' | 'rollback'>();
        const done = session.transaction(async (tx) => {
          this.#open = {
            tx,
            end: async (how) => {
              ended.resolve(how);
              await done;
            },
          };
          opened();
          if ((await ended.promise) === 'rollback') await tx.rollback();
        });
        done.catch(failed);
      });
    }

    async #end(how: 'commit' | 'rollback'): Promise<void> {
      const open = this.#open;
      this.#open = undefined;
      await open?.end(how);
    }
  }

  const pool = Object.assign(new EventEmitter(), {
    query: (text: string, params?: readonly unknown[]) => send(session, text, params),
    connect: async () => new Client() as unknown as PgPoolClient,
    end: async () => {},
    // Nothing is to be kept alive inside one process; without this BullMQ would poll.
    options: { keepAlive: true },
  });
  return pool;
}

async function send(to: Statements, text: string, params?: readonly unknown[]): Promise<PgQueryResult> {
  // As with `pg`, a text without parameters may hold many statements.
  const result = params ? await to.query(text, [...params]) : (await to.exec(text)).at(-1);
  return {
    rows: result?.rows ?? [],
    rowCount: result?.affectedRows ?? result?.rows.length ?? 0,
  } as PgQueryResult;
}
