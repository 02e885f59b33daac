// Runs a write in one statement or one transaction, and enqueues the runs it planned after the commit.
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'hono';
import type { Kysely, Transaction } from 'kysely';
import { type Batch, enqueue } from '../planner/messages.ts';
import type { Queue } from '../queue/queue.ts';
import { type DatabaseClock, writeNow } from '../store/clock.ts';
import type { Keyring } from '../store/encryption.ts';
import { isDeadlock } from '../store/errors.ts';
import { type InsertJobs, insertAlone } from '../store/job-inserts.ts';
import type { Runtime } from '../store/runtime.ts';
import type { Database } from '../store/schema.ts';
import type { ApiClient } from './api-keys.ts';

/** Time that a request waits for the queue after the commit; the request succeeds in any case. */
const QUEUE_WAIT_MS = 200;
const TRIES = 3;

export interface WriteDeps {
  db: Kysely<Database>;
  /** For writes without a transaction. */
  insertJobs: InsertJobs;
  queue: Queue;
  /** Kept current by the heartbeat. */
  clock: DatabaseClock;
  keyring: Keyring;
  onError: (error: unknown) => void;
}

/** A write in progress. */
export interface Write {
  db: Kysely<Database>;
  now: Temporal.Instant;
  /** The name of the client's API key. */
  actor: string;
  via: ApiClient['via'];
  keyring: Keyring;
  insertJobs: InsertJobs;
  /** Messages to be enqueued after the commit. */
  batches: Batch[];
  onError: (error: unknown) => void;
  /** Default: the system's. */
  runtime?: Runtime;
}

/** A write in progress, all of it in one transaction. */
export interface TransactionWrite extends Write {
  trx: Transaction<Database>;
}

/** Runs work that is a single statement, without a transaction. */
export async function runStatement<T>(
  deps: WriteDeps,
  c: Context,
  work: (write: Write) => Promise<T>,
): Promise<T> {
  const write = await beginWrite(deps, c);
  const result = await work(write);
  await enqueueSoon(deps, write);
  return result;
}

/** Runs `work` in one transaction, and repeats it after a deadlock. */
export async function runTransaction<T>(
  deps: WriteDeps,
  c: Context,
  work: (write: TransactionWrite) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const write = await beginWrite(deps, c);
      const result = await deps.db.transaction().execute(async (trx) => {
        const insertJobs: InsertJobs = (insert) => insertAlone(trx, insert);
        return await work({ ...write, db: trx, trx, insertJobs });
      });
      await enqueueSoon(deps, write);
      return result;
    } catch (error) {
      if (!isDeadlock(error) || tries === TRIES) throw error;
    }
  }
}

/** The client of a request, as the audit log names it. */
export function actorOf(c: Context): Pick<Write, 'actor' | 'via'> {
  const client = c.get('client') as ApiClient | undefined;
  return { actor: client?.name ?? 'anonymous', via: client?.via ?? null };
}

async function beginWrite(deps: WriteDeps, c: Context): Promise<Write> {
  const { db, clock, insertJobs, keyring, onError } = deps;
  return { db, now: await writeNow(clock, db), ...actorOf(c), insertJobs, keyring, batches: [], onError };
}

async function enqueueSoon({ db, queue, clock, onError }: WriteDeps, { batches }: Write): Promise<void> {
  if (batches.length === 0) return;
  const enqueued = enqueue(queue, batches, await writeNow(clock, db), performance.now()).catch(onError);
  await Promise.race([enqueued, delay(QUEUE_WAIT_MS, undefined, { ref: false })]);
}
