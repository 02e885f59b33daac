// Tells the other processes that this one is there.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { isOutage } from '../store/errors.ts';
import { type ProcessInfo, type ProcessReport, removeProcess, saveProcess } from '../store/processes.ts';
import type { Database } from '../store/schema.ts';
import { startLoop } from './loops.ts';

const BEAT_MS = 5_000;
/** A database that does not answer must not keep a stop: whoever is not seen any more is taken for gone. */
const FAREWELL_MS = 1_000;

export interface PresenceDeps {
  db: Kysely<Database>;
  card: ProcessInfo;
  /** Null without the worker role. */
  countInFlight: () => number | null;
  isAlone: ProcessReport['isAlone'];
  onError: (error: unknown) => void;
}

export interface Presence {
  /** Takes the row of this process out. */
  stop(): Promise<void>;
}

/** Nothing depends on it: what fails is tried again, and no timer of it keeps the process. */
export function startPresence({ db, card, countInFlight, isAlone, onError }: PresenceDeps): Presence {
  const loop = startLoop(
    BEAT_MS,
    () => {
      const beat = { uptimeSeconds: performance.now() / 1_000, inFlight: countInFlight(), isAlone };
      return saveProcess(db, card, beat).catch((error: unknown) => {
        // An outage is the planner's to report.
        if (!isOutage(error)) onError(error);
      });
    },
    true,
  );
  return {
    stop: async () => {
      const removed = loop
        .stop()
        .then(() => removeProcess(db, card.id))
        .catch(() => {});
      await Promise.race([removed, delay(FAREWELL_MS)]);
    },
  };
}
