// The embedded database in the shape of a pg.Pool, as far as BullMQ uses one.
import { EventEmitter } from 'node:events';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';

/** What this needs of the embedded database: its statements and its notifications. */
export interface EmbeddedSession {
  query(text: string, params: unknown[]): Promise<EmbeddedResult>;
  exec(text: string): Promise<EmbeddedResult[]>;
  onNotification(listener: (channel: string, payload: string) => void): () => void;
}

interface EmbeddedResult {
  rows: unknown[];
  affectedRows?: number;
}

/**
 * Every "connection" is the one session there is. BullMQ opens a transaction of its own only while it migrates, before
 * anything else uses the database; all other work of its is one statement each.
 */
export function createEmbeddedPool(session: EmbeddedSession): PgPool {
  const query = async (text: string, params?: readonly unknown[]) => {
    // As with `pg`, a text without parameters may hold many statements.
    const result = params ? await session.query(text, [...params]) : (await session.exec(text)).at(-1);
    return {
      rows: result?.rows ?? [],
      rowCount: result?.affectedRows ?? result?.rows.length ?? 0,
    } as PgQueryResult;
  };

  class Client extends EventEmitter {
    query = query;
    #unsubscribe = session.onNotification((channel, payload) =>
      this.emit('notification', { channel, payload }),
    );
    release(): void {
      this.#unsubscribe();
    }
  }

  const pool = Object.assign(new EventEmitter(), {
    query,
    connect: async () => new Client() as unknown as PgPoolClient,
    end: async () => {},
    // Nothing is to be kept alive inside one process; without this BullMQ would poll.
    options: { keepAlive: true },
  });
  return pool;
}
