// A change: one transaction, counted once where the caller asks for it, after which what it planned is enqueued.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'hono';
import type { Kysely, Transaction } from 'kysely';
import { type Batch, enqueue } from '../planner/messages.ts';
import { planJobs } from '../planner/passes.ts';
import type { Queue } from '../queue/queue.ts';
import { isDeadlock } from '../store/errors.ts';
import { findAnswer, saveAnswer, takeRequest } from '../store/idempotency.ts';
import type { JobRow } from '../store/jobs.ts';
import { findPause } from '../store/master-switch.ts';
import { databaseNow } from '../store/open.ts';
import type { Database } from '../store/schema.ts';
import type { Keyring } from '../store/sealing.ts';
import { canonical } from './canonical.ts';
import { invalidFields, Problem } from './problems.ts';

/** A write succeeds whether or not the queue answers; it waits this long for it. */
const QUEUE_WAIT_MS = 200;
const TRIES = 3;

export interface ChangeDeps {
  db: Kysely<Database>;
  queue: Queue;
  keyring: Keyring;
  onError: (error: unknown) => void;
}

/** What a change works with. */
export interface Change {
  trx: Transaction<Database>;
  now: Temporal.Instant;
  /** Who changes: the name of the caller's key. */
  actor: string;
  keyring: Keyring;
  /** Plans jobs, up to the look-ahead or `horizon`. */
  plan(jobs: JobRow[], horizon?: Temporal.Instant): Promise<void>;
  /** What is to be enqueued after the commit. */
  batches: Batch[];
}

export async function change<T>(
  deps: ChangeDeps,
  c: Context,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await changeAtOnce(deps, c, work);
    } catch (error) {
      // Two changes of many in different orders: one of them has been undone, and finds its way now.
      if (!isDeadlock(error) || tries === TRIES) throw error;
    }
  }
}

async function changeAtOnce<T>(
  deps: ChangeDeps,
  c: Context,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const batches: Batch[] = [];
  const now = await databaseNow(deps.db);
  const readAt = performance.now();
  const { keyring, onError } = deps;
  const result = await deps.db.transaction().execute((trx) =>
    work({
      trx,
      now,
      actor: actorOf(c),
      keyring,
      batches,
      plan: async (jobs, horizon) => {
        // What is overdue is accounted for also while everything is paused; it does not start.
        if (horizon === undefined && (await findPause(trx)) !== undefined) return;
        const options = horizon ? { horizon, onError } : { dueNotBefore: now, onError };
        // All of them, however many runs they make: a write does not leave half of its jobs for later.
        for (let left = jobs; left.length > 0; ) {
          const planned = await planJobs(trx, left, now, options);
          batches.push(...planned.batches);
          left = left.slice(planned.jobCount);
        }
      },
    }),
  );
  await enqueueSoon(deps, batches, now, readAt);
  return result;
}

async function enqueueSoon(
  { queue, onError }: ChangeDeps,
  batches: Batch[],
  now: Temporal.Instant,
  readAt: number,
): Promise<void> {
  if (batches.length === 0) return;
  const enqueued = enqueue(queue, batches, now, readAt).catch(onError);
  await Promise.race([enqueued, delay(QUEUE_WAIT_MS, undefined, { ref: false })]);
}

function actorOf(c: Context): string {
  const caller = c.get('caller') as { name: string } | undefined;
  return caller?.name ?? 'anonymous';
}

/** What a POST answers. */
export interface Answer<Body> {
  body: Body;
  headers?: Record<string, string>;
}

/**
 * A change by POST. With an `Idempotency-Key` its answer is kept in the same transaction, and given again to the same
 * request; what fails is not kept. Sets the answer's headers and returns its body.
 */
export async function changeOnce<Body>(
  deps: ChangeDeps,
  c: Context,
  work: (change: Change) => Promise<Answer<Body>>,
): Promise<Body> {
  const key = c.req.header('idempotency-key');
  const answer = await change(deps, c, async (made) => {
    if (key === undefined) return await work(made);
    const id = { scope: `${made.actor} ${c.req.method} ${c.req.path}`.slice(0, 500), key };
    if (!(await takeRequest(made.trx, id))) {
      throw new Problem(409, 'A request with this Idempotency-Key is still being worked on.', {
        headers: { 'retry-after': '1' },
      });
    }
    const bodyHash = createHash('sha256')
      .update(canonical(await readBody(c)))
      .digest('hex');
    const stored = await findAnswer(made.trx, id);
    if (stored) {
      if (stored.bodyHash !== bodyHash) throw otherBody();
      const headers = { ...stored.headers, 'idempotent-replayed': 'true' };
      return { body: JSON.parse(stored.body) as Body, headers };
    }
    const done = await work(made);
    await saveAnswer(made.trx, id, {
      bodyHash,
      headers: done.headers ?? {},
      body: JSON.stringify(done.body),
    });
    return done;
  });
  for (const [name, value] of Object.entries(answer.headers ?? {})) c.header(name, value);
  return answer.body;
}

async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  return text === '' ? null : (JSON.parse(text) as unknown);
}

function otherBody(): Problem {
  const { message, errors } = invalidFields([
    { pointer: '', detail: 'is not the body that this Idempotency-Key was first sent with' },
  ]);
  return new Problem(422, message, { errors: errors ?? [] });
}
