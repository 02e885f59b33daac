// Records outages of the database and of the queue, as this process sees them, once they have ended.
import type { Kysely } from 'kysely';
import type { Part, PartState } from '../readiness.ts';
import { saveOutage } from '../store/interruptions.ts';
import type { Database } from '../store/schema.ts';
import { startLoop } from './loops.ts';

const PERIOD_MS = 1_000;
/** A shorter outage delays runs by less than the time in which they count as on time. */
const OUTAGE_MS = 10_000;

const partsOf = {
  database_unreachable: ['write'],
  queue_unreachable: ['consume'],
} as const satisfies Record<string, readonly Part[]>;

type Kind = keyof typeof partsOf;

export interface OutageDeps {
  db: Kysely<Database>;
  listParts: () => PartState[];
  onError: (error: unknown) => void;
}

export function startOutageWatch({ db, listParts, onError }: OutageDeps): { stop(): Promise<void> } {
  const watch = createOutageWatch(db);
  return startLoop(PERIOD_MS, async () => {
    for (const kind of watch.kinds) await watch.observe(kind, listParts()).catch(onError);
  });
}

/** A part that has not been ready since the start is part of the start, not an outage. */
export function createOutageWatch(db: Kysely<Database>, monotonicNow = () => performance.now()) {
  const since = new Map<Kind, { at: number; reason: string | null }>();
  const wasReady = new Set<Kind>();
  return {
    kinds: Object.keys(partsOf) as Kind[],

    /** Throws if the record cannot be written; the next call tries again. */
    async observe(kind: Kind, parts: readonly PartState[]): Promise<void> {
      const own = parts.filter(({ name }) => (partsOf[kind] as readonly Part[]).includes(name));
      if (own.length === 0) return;
      const fault = own.find(({ isReady }) => !isReady);
      const outage = since.get(kind);
      if (fault !== undefined) {
        if (wasReady.has(kind) && outage === undefined)
          since.set(kind, { at: monotonicNow(), reason: fault.reason });
        return;
      }
      wasReady.add(kind);
      if (outage === undefined) return;
      const lastedMs = monotonicNow() - outage.at;
      if (lastedMs >= OUTAGE_MS) await saveOutage(db, kind, lastedMs, outage.reason);
      since.delete(kind);
    },
  };
}
