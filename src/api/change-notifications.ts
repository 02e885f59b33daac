// Notifies listeners of changed runs and jobs, with one database query per second for all listeners.
import type { Signature } from '../store/changes.ts';
import { Problem } from './problems.ts';

const POLL_MS = 1_000;
const LISTENERS_AT_MOST = 200;
/** Of one API key, so that others can listen. */
const LISTENERS_PER_CLIENT = 100;
const KINDS = ['runs', 'jobs'] as const;
type Kind = (typeof KINDS)[number];

export interface ChangeNotification {
  /** The database's clock at the query, in Unix milliseconds: ordered across all processes. */
  id: number;
  /** Empty if nothing changed within the wait. */
  kinds: Kind[];
}

export interface Listener {
  /** Every later change is reported. */
  since: number;
  /** Waits for the next notification, at most `waitMs`; undefined after the end of notifications. */
  next(waitMs: number): Promise<ChangeNotification | undefined>;
  close(): void;
}

export interface ChangeNotifier {
  /** Whether the maximum number of listeners is reached: of all clients, or of this one, undefined without API keys. */
  isFull: (client?: string) => 'all' | 'client' | false;
  count: () => number;
  /**
   * Waits for the next query and listens from there; throws the error of the query. `lastId` is the last ID that the
   * client received, from any process: kinds that changed since then, or may have, are reported at once.
   */
  listen(lastId: number | undefined, client?: string): Promise<Listener>;
}

interface Entry {
  client: string | undefined;
  reported: Record<Kind, number>;
  wake: () => void;
}

/** `ended` ends every listener. `onError` receives errors of queries; the next query reports their changes. */
export function createChangeNotifier(
  readSignature: () => Promise<Signature>,
  { ended, onError }: { ended: AbortSignal; onError: (error: unknown) => void },
): ChangeNotifier {
  const entries = new Set<Entry>();
  /** Entries that wait for their first query. */
  const joining = new Set<Entry>();
  let lastSignature: Signature | undefined;
  /** The ID at which each kind last changed. The first query counts as a change, because earlier changes are unknown. */
  const changed: Record<Kind, number> = { runs: 0, jobs: 0 };
  let lastPollAt = Number.NEGATIVE_INFINITY;
  let nextPoll = newPoll();
  let isPolling = false;
  ended.addEventListener('abort', () => {
    nextPoll.reject(stopping());
    for (const entry of entries) entry.wake();
  });

  async function poll(): Promise<void> {
    if (isPolling) return;
    isPolling = true;
    while (entries.size + joining.size > 0 && !ended.aborted) {
      await rest(lastPollAt + POLL_MS - performance.now());
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- things change during the await
      if (ended.aborted || entries.size + joining.size === 0) break;
      lastPollAt = performance.now();
      const { resolve, reject } = nextPoll;
      nextPoll = newPoll();
      await readSignature().then(
        (signature) => resolve(compare(signature)),
        (error: unknown) => {
          onError(error);
          reject(error);
        },
      );
    }
    isPolling = false;
  }

  function compare(signature: Signature): Signature {
    // IDs increase even if the database's clock is set back.
    const nowMs = Math.max(signature.nowMs, (lastSignature?.nowMs ?? 0) + 1);
    for (const kind of KINDS) if (lastSignature?.[kind] !== signature[kind]) changed[kind] = nowMs;
    lastSignature = { ...signature, nowMs };
    for (const entry of entries) if (KINDS.some((kind) => changed[kind] > entry.reported[kind])) entry.wake();
    return lastSignature;
  }

  return {
    isFull: (client) => {
      if (entries.size + joining.size >= LISTENERS_AT_MOST) return 'all';
      const own = [...entries, ...joining].filter((entry) => entry.client === client).length;
      return client !== undefined && own >= LISTENERS_PER_CLIENT && 'client';
    },
    count: () => entries.size,
    listen: async (lastId, client) => {
      if (ended.aborted) throw stopping();
      const entry: Entry = { client, reported: { runs: 0, jobs: 0 }, wake: () => {} };
      let since: number;
      joining.add(entry);
      try {
        const { promise } = nextPoll;
        void poll();
        const { nowMs } = await promise;
        // An ID in the future is from another database, so everything is reported.
        since = lastId === undefined ? nowMs : lastId > nowMs ? 0 : lastId;
        entry.reported = { runs: since, jobs: since };
        entries.add(entry);
      } finally {
        // After the entry is added, because polling stops without listeners.
        joining.delete(entry);
      }
      return {
        since,
        next: async (waitMs) => {
          const take = (): ChangeNotification | undefined => {
            const kinds = KINDS.filter((kind) => changed[kind] > entry.reported[kind]);
            const id = lastSignature?.nowMs ?? since;
            for (const kind of kinds) entry.reported[kind] = Math.max(id, changed[kind]);
            return entries.has(entry) && !ended.aborted ? { id, kinds } : undefined;
          };
          const notification = take();
          if (notification === undefined || notification.kinds.length > 0) return notification;
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, waitMs);
            entry.wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
          return take();
        },
        close: () => {
          entries.delete(entry);
          entry.wake();
        },
      };
    },
  };
}

async function rest(ms: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());
}

function stopping(): Problem {
  return new Problem(503, 'This process is stopping. Reconnect to another one.', {
    headers: { 'retry-after': '1' },
  });
}

function newPoll(): PromiseWithResolvers<Signature> {
  const poll = Promise.withResolvers<Signature>();
  // Prevents an unhandled rejection if no listener waits.
  poll.promise.catch(() => {});
  return poll;
}
