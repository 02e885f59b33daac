// How many requests may be in flight to one host: no host takes all of a worker.
import type { Places } from '../store/claims.ts';

/** Places that become free are given out in handfuls: each claim of a run that waits for one costs a transaction. */
const GATHER_MS = 5;

export interface Hosts {
  /** What a claim has to know. */
  places(): Places;
  /** False when the host has no place free. */
  take(host: string): boolean;
  give(host: string): void;
  /** Resolves when it is the caller's turn to ask for up to `wanted` places again. First come, first served. */
  whenFree(host: string, wanted: number): Promise<void>;
}

interface Host {
  taken: number;
  waiting: { wanted: number; resolve: () => void }[];
  timer: NodeJS.Timeout | undefined;
}

export function createHosts(perHost: number): Hosts {
  const hosts = new Map<string, Host>();

  function find(name: string): Host {
    let host = hosts.get(name);
    if (!host) hosts.set(name, (host = { taken: 0, waiting: [], timer: undefined }));
    return host;
  }

  /** Lets as many ask as there are places. */
  function wake(name: string, host: Host): void {
    host.timer = undefined;
    let free = perHost - host.taken;
    while (free > 0 && host.waiting.length > 0) {
      const next = host.waiting.shift()!;
      free -= next.wanted;
      next.resolve();
    }
    if (host.taken === 0 && host.waiting.length === 0) hosts.delete(name);
    // Those woken may find nothing left to claim: then nobody gives a place back, and the next are still here.
    else if (host.waiting.length > 0 && host.taken < perHost) schedule(name, host);
  }

  function schedule(name: string, host: Host): void {
    host.timer ??= setTimeout(() => wake(name, host), GATHER_MS);
  }

  return {
    places: () => ({
      perHost,
      taken: Object.fromEntries([...hosts].map(([name, host]) => [name, host.taken])),
    }),
    take: (name) => {
      const host = find(name);
      if (host.taken >= perHost) return false;
      host.taken += 1;
      return true;
    },
    give: (name) => {
      const host = find(name);
      host.taken -= 1;
      schedule(name, host);
    },
    whenFree: (name, wanted) =>
      new Promise((resolve) => {
        const host = find(name);
        host.waiting.push({ wanted, resolve });
        if (host.taken < perHost) schedule(name, host);
      }),
  };
}
