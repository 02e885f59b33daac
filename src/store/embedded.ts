// The embedded database: PostgreSQL compiled to WebAssembly, in this process, on a folder.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { lockFolder } from './folder-lock.ts';
import { columnParsers } from './types.ts';

/** What its two users, Kysely and the queue, share: one session, and its own lock from BEGIN to COMMIT. */
export type Embedded = Pick<
  PGlite,
  'query' | 'exec' | 'transaction' | 'close' | 'closed' | 'ready' | 'waitReady' | 'onNotification'
>;

/**
 * Opens the folder's database, or one in memory when `folder` is undefined.
 * Throws when another process uses the folder.
 */
export async function openEmbedded(folder: string | undefined): Promise<Embedded> {
  const unlock = folder === undefined ? () => {} : lockFolder(folder);
  let pglite: PGlite;
  try {
    pglite = await PGlite.create({ parsers: columnParsers, ...(folder && { dataDir: `${folder}/pg` }) });
    // The queue's tables lie in a schema of their own, and its statements do not name it.
    await pglite.exec(`set time zone 'UTC'; set search_path to public, bullmq`);
  } catch (error) {
    unlock();
    throw error;
  }

  // A statement runs to its end with nothing in between; after each, the event loop has its turn.
  const yielding = (session: Pick<Transaction, 'query'>): PGlite['query'] => {
    return async (text, params, options) => {
      const result = await session.query(text, params, options);
      await nextTurn();
      return result as never;
    };
  };
  return {
    query: yielding(pglite),
    transaction: (work) =>
      pglite.transaction((tx) =>
        work(Object.assign(Object.create(tx) as Transaction, { query: yielding(tx) })),
      ),
    exec: (text, options) => pglite.exec(text, options),
    onNotification: (listener) => pglite.onNotification(listener),
    waitReady: pglite.waitReady,
    get ready() {
      return pglite.ready;
    },
    get closed() {
      return pglite.closed;
    },
    close: async () => {
      await pglite.close();
      unlock();
    },
  };
}
