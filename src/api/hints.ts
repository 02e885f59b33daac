// Hints that runs or jobs changed: one look at the database a second, for however many listen, and none for nobody.
import type { Signature } from '../store/changes.ts';
import { Problem } from './problems.ts';

const LOOK_MS = 1_000;
const LISTENERS_AT_MOST = 200;
const KINDS = ['runs', 'jobs'] as const;
type Kind = (typeof KINDS)[number];

export interface Hint {
  /** The database's clock at the look that found it, Unix milliseconds: in order over all processes. */
  id: number;
  /** None: nothing happened for as long as was waited. */
  kinds: Kind[];
}

export interface Listener {
  /** No change after it goes untold. */
  since: number;
  /** Waits for the next hint, at most so long; undefined once the hints have ended. */
  next(waitMs: number): Promise<Hint | undefined>;
  close(): void;
}

export interface Hints {
  /** Whether nobody else can listen. */
  isFull: () => boolean;
  count: () => number;
  /**
   * Listens from the next look on, which it waits for; throws what that fails with. `lastId` is what the listener heard
   * last, here or of another process: it is told at once of the kinds that changed since, or may have.
   */
  listen(lastId: number | undefined): Promise<Listener>;
}

interface Entry {
  heard: Record<Kind, number>;
  wake: () => void;
}

/** `ended` ends every listener. `onError` hears of looks that failed; the next one tells what they missed. */
export function createHints(
  look: () => Promise<Signature>,
  { ended, onError }: { ended: AbortSignal; onError: (error: unknown) => void },
): Hints {
  const entries = new Set<Entry>();
  let joining = 0;
  let known: Signature | undefined;
  /** At which look each kind was found changed. What was before the first look is not known, and counts as a change. */
  const changed: Record<Kind, number> = { runs: 0, jobs: 0 };
  let lastLook = Number.NEGATIVE_INFINITY;
  let nextLook = newLook();
  let isLooking = false;
  ended.addEventListener('abort', () => {
    nextLook.reject(stopping());
    for (const entry of entries) entry.wake();
  });

  async function watch(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    while (entries.size + joining > 0 && !ended.aborted) {
      await rest(lastLook + LOOK_MS - performance.now());
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- things change during the await
      if (ended.aborted || entries.size + joining === 0) break;
      lastLook = performance.now();
      const { resolve, reject } = nextLook;
      nextLook = newLook();
      await look().then(
        (seen) => resolve(compare(seen)),
        (error: unknown) => {
          onError(error);
          reject(error);
        },
      );
    }
    isLooking = false;
  }

  function compare(seen: Signature): Signature {
    // Ids grow, also when the database's clock is set back.
    const nowMs = Math.max(seen.nowMs, (known?.nowMs ?? 0) + 1);
    for (const kind of KINDS) if (known?.[kind] !== seen[kind]) changed[kind] = nowMs;
    known = { ...seen, nowMs };
    for (const entry of entries) if (KINDS.some((kind) => changed[kind] > entry.heard[kind])) entry.wake();
    return known;
  }

  return {
    isFull: () => entries.size + joining >= LISTENERS_AT_MOST,
    count: () => entries.size,
    listen: async (lastId) => {
      if (ended.aborted) throw stopping();
      const entry: Entry = { heard: { runs: 0, jobs: 0 }, wake: () => {} };
      let since: number;
      joining += 1;
      try {
        const { promise } = nextLook;
        void watch();
        const { nowMs } = await promise;
        // An id of the future is none of this database: what its owner knows is not known.
        since = lastId === undefined ? nowMs : lastId > nowMs ? 0 : lastId;
        entry.heard = { runs: since, jobs: since };
        entries.add(entry);
      } finally {
        // Only once it is among them: the watch ends when there is nobody.
        joining -= 1;
      }
      return {
        since,
        next: async (waitMs) => {
          const take = (): Hint | undefined => {
            const kinds = KINDS.filter((kind) => changed[kind] > entry.heard[kind]);
            const id = known?.nowMs ?? since;
            for (const kind of kinds) entry.heard[kind] = Math.max(id, changed[kind]);
            return entries.has(entry) && !ended.aborted ? { id, kinds } : undefined;
          };
          const hint = take();
          if (hint === undefined || hint.kinds.length > 0) return hint;
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
  return new Problem(503, 'This process is stopping.', { headers: { 'retry-after': '1' } });
}

function newLook(): PromiseWithResolvers<Signature> {
  const look = Promise.withResolvers<Signature>();
  // Nobody may be waiting for one that fails.
  look.promise.catch(() => {});
  return look;
}
