// Lookups of host names: shared between concurrent requests, limited per domain, and cached for their TTL.

/** Resolves a host name to addresses, in connection order. Rejects like `dns.promises.lookup`. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** Shares one lookup between concurrent requests for the same name. */
export function shareLookups(lookup: Lookup): Lookup {
  const pending = new Map<string, Promise<readonly string[]>>();
  return (hostname) => {
    const running = pending.get(hostname);
    if (running !== undefined) {
      return running;
    }
    const started = lookup(hostname).finally(() => pending.delete(hostname));
    pending.set(hostname, started);
    return started;
  };
}

interface Group {
  active: number;
  waiting: (() => void)[];
}

/**
 * Runs at most `limit` lookups at a time per parent domain, so that many names below a domain whose name servers hang
 * do not flood the resolver. Other domains do not wait.
 */
export function limitByDomain(limit: number): <T>(hostname: string, run: () => Promise<T>) => Promise<T> {
  const groups = new Map<string, Group>();
  return async (hostname, run) => {
    const domain = parentOf(hostname);
    const group = groups.get(domain) ?? { active: 0, waiting: [] };
    groups.set(domain, group);
    if (group.active < limit) group.active++;
    else await new Promise<void>((resolve) => group.waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = group.waiting.shift();
      if (next !== undefined) next();
      else if (--group.active === 0) groups.delete(domain);
    }
  };
}

interface Pending {
  startedAt: number;
  giveUp: () => void;
}

/**
 * Runs at most `limit` lookups at a time in total. If all permits are taken, a further lookup waits until one is free, or
 * until the oldest has taken `graceMs`: the oldest then ends with the error of `givenUp`. So names whose servers hang
 * take neither all permits nor more time than that, while healthy names need neither.
 */
export function limitInTotal(
  limit: number,
  graceMs: number,
  givenUp: (hostname: string) => Error,
): <T>(hostname: string, run: () => Promise<T>) => Promise<T> {
  /** The oldest first. */
  const pending = new Set<Pending>();
  const waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  function admit(): void {
    clearTimeout(timer);
    for (const oldest of pending) {
      const free = limit - pending.size;
      if (free >= waiting.length || oldest.startedAt + graceMs > performance.now()) break;
      oldest.giveUp();
    }
    while (waiting.length > 0 && pending.size < limit) waiting.shift()!();
    const [oldest] = pending;
    if (waiting.length === 0 || oldest === undefined) return;
    timer = setTimeout(admit, Math.max(1, oldest.startedAt + graceMs - performance.now())).unref();
  }

  return async (hostname, run) => {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const own: Pending = {
      startedAt: 0,
      giveUp: () => {
        pending.delete(own);
        reject(givenUp(hostname));
      },
    };
    await new Promise<void>((resolve) => {
      waiting.push(() => {
        own.startedAt = performance.now();
        pending.add(own);
        resolve();
      });
      admit();
    });
    try {
      return await Promise.race([run(), ended]);
    } finally {
      pending.delete(own);
      admit();
    }
  };
}

/** `b.example.com` for `a.b.example.com`. A name of two labels is its own domain: `com` is not one owner. */
function parentOf(hostname: string): string {
  const dot = hostname.indexOf('.');
  return hostname.indexOf('.', dot + 1) < 0 ? hostname : hostname.slice(dot + 1);
}

export interface Resolution {
  addresses: readonly string[];
  /** 0: not cached. */
  ttlMs: number;
}

const MAX_ENTRIES = 2_000;

/** Caches addresses and errors until their TTL has passed. Holds a bounded number of names, and drops the oldest first. */
export class LookupCache {
  #entries = new Map<string, { result: readonly string[] | Error; expiresAt: number }>();

  /** Throws the cached error. Undefined: not cached. */
  find(hostname: string): readonly string[] | undefined {
    const entry = this.#entries.get(hostname);
    if (entry === undefined) return undefined;
    if (entry.expiresAt <= performance.now()) {
      this.#entries.delete(hostname);
      return undefined;
    }
    if (entry.result instanceof Error) throw entry.result;
    return entry.result;
  }

  save(hostname: string, result: readonly string[] | Error, ttlMs: number): void {
    this.#entries.delete(hostname);
    if (ttlMs <= 0) return;
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value!);
    this.#entries.set(hostname, { result, expiresAt: performance.now() + ttlMs });
  }

  clear(): void {
    this.#entries.clear();
  }
}
