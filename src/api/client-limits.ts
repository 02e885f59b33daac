// Limits what one API key can use at a time: reads in progress, large writes, and requests per second.
import type { MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { ApiEnv } from './handlers.ts';
import { Problem } from './problems.ts';
import { isChanging } from './request-security.ts';

interface GateLimits {
  /** Requests in progress, of all clients together and of one. */
  total: number;
  perClient: number;
  /** Waiting requests of one client, and how long each waits. */
  waiting: number;
  waitMs: number;
}

/** Two less than the pool of reads has connections. A client that has all of its share leaves two to the others. */
const READS: GateLimits = { total: 5, perClient: 3, waiting: 200, waitMs: 5_000 };
/** Without API keys, all requests are of one client. */
const ANONYMOUS_READS: GateLimits = { ...READS, perClient: READS.total };
/** Bodies of up to 16 MiB, and transactions over a thousand rows. */
const LARGE_WRITES: GateLimits = { total: 8, perClient: 4, waiting: 50, waitMs: 30_000 };

/** Sustained requests per second of one API key; ten seconds' worth may come at once. */
const READS_PER_SECOND = 200;
const WRITES_PER_SECOND = 1_000;
const BURST_SECONDS = 10;

/** Previews compute up to 1 000 occurrences, in the process that may also send requests to targets. */
const PREVIEWS: GateLimits = { total: 2, perClient: 1, waiting: 50, waitMs: 5_000 };

interface Waiter {
  client: string;
  enter: () => void;
}

type Gate = (client: string) => Promise<() => void>;

/** Returns a function that waits for a permit of the client. Throws 429 or 503 where there is none in time. */
export function createGate({ total, perClient, waiting, waitMs }: GateLimits): Gate {
  const inProgress = new Map<string, number>();
  const queue = new Set<Waiter>();
  let all = 0;
  const countOf = (client: string) => inProgress.get(client) ?? 0;
  const isFree = (client: string) => all < total && countOf(client) < perClient;

  function take(client: string): () => void {
    all += 1;
    inProgress.set(client, countOf(client) + 1);
    return () => {
      all -= 1;
      const left = countOf(client) - 1;
      if (left > 0) inProgress.set(client, left);
      else inProgress.delete(client);
      for (const waiter of queue) if (isFree(waiter.client)) waiter.enter();
    };
  }

  return async (client) => {
    if (isFree(client)) return take(client);
    const before = Array.from(queue).filter((waiter) => waiter.client === client).length;
    if (before >= waiting) throw tooMany(client);
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.delete(waiter);
        reject(countOf(client) >= perClient ? tooMany(client) : allBusy());
      }, waitMs);
      const waiter: Waiter = {
        client,
        enter: () => {
          clearTimeout(timer);
          queue.delete(waiter);
          resolve(take(client));
        },
      };
      queue.add(waiter);
    });
  };
}

function limit(gate: Gate): MiddlewareHandler<ApiEnv> {
  const admitted = new WeakSet<Request>();
  return async (c, next) => {
    // The paths of several routes can match, such as /runs/{id} and /runs/counts: a second permit could wait for ever.
    if (admitted.has(c.req.raw)) return await next();
    const release = await gate(c.get('client').name);
    admitted.add(c.req.raw);
    try {
      await next();
    } finally {
      release();
    }
  };
}

/** Limits the reads of stored data that are in progress. */
export function limitReads(hasKeys: boolean): MiddlewareHandler<ApiEnv> {
  return limit(createGate(hasKeys ? READS : ANONYMOUS_READS));
}

/** Limits the batches and bulk requests that are in progress. */
export function limitLargeWrites(limits: GateLimits = LARGE_WRITES): MiddlewareHandler<ApiEnv> {
  return limit(createGate(limits));
}

/** Limits the previews that are in progress. */
export function limitPreviews(): MiddlewareHandler<ApiEnv> {
  return limit(createGate(PREVIEWS));
}

/** Limits the requests per second of each API key. */
export function limitRates(): MiddlewareHandler<ApiEnv> {
  const create = (perSecond: number) =>
    new RateLimiterMemory({ points: perSecond * BURST_SECONDS, duration: BURST_SECONDS });
  const reads = create(READS_PER_SECOND);
  const writes = create(WRITES_PER_SECOND);
  return async (c, next) => {
    // Undefined for routes that require no key.
    const client = c.get('client') as { name: string } | undefined;
    if (client !== undefined) await consume(isChanging(c.req.method) ? writes : reads, client.name);
    await next();
  };
}

async function consume(limiter: RateLimiterMemory, client: string): Promise<void> {
  try {
    await limiter.consume(client);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const perSecond = limiter.points / limiter.duration;
    const detail = `The API key ${client} has sent more than ${perSecond} requests of this kind per second.`;
    throw new Problem(429, detail, {
      headers: { 'retry-after': String(Math.max(Math.ceil(refusal.msBeforeNext / 1_000), 1)) },
    });
  }
}

function tooMany(client: string): Problem {
  return new Problem(
    429,
    `Too many requests of the client ${client} are in progress. Send fewer at a time.`,
    {
      headers: { 'retry-after': '2' },
    },
  );
}

function allBusy(): Problem {
  return new Problem(503, 'This process is busy with other requests. Try again in a few seconds.', {
    headers: { 'retry-after': '2' },
  });
}
