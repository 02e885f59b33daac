// Registers this process in the database, where GET /system lists all processes.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type Evidence, unobserved } from '../readiness.ts';
import type { DatabaseClock } from '../store/clock.ts';
import { isOutage, isRefusal } from '../store/errors.ts';
import { startWorkerAbsence } from '../store/interruptions.ts';
import { type ProcessInfo, type ProcessReport, removeProcess, saveProcess } from '../store/processes.ts';
import type { Database } from '../store/schema.ts';
import { CLOCK_OFFSET_AT_MOST_MS } from './clock-offset.ts';
import { startLoop } from './loops.ts';

const BEAT_MS = 5_000;
/** Time limit for removing the row at a stop. Without a beat, the row expires. */
const REMOVE_TIMEOUT_MS = 1_000;

export interface PresenceDeps {
  db: Kysely<Database>;
  card: ProcessInfo;
  /** Null without the worker role. */
  countInFlight: () => number | null;
  listFullHosts?: () => ProcessReport['fullHosts'];
  clock: Pick<DatabaseClock, 'offsetMs'>;
  /** Called when the clock of this process is found to be wrong by more than a second, and when it is right again. */
  onClockOffset: (offsetMs: number) => void;
  isAlone: ProcessReport['isAlone'];
  onError: (error: unknown) => void;
  /** Shows that this process can write to the database. */
  evidence?: Evidence;
}

export interface Presence {
  /** Removes the row of this process. */
  stop(): Promise<void>;
}

/** A failed beat is retried with the next. The timer does not keep the process alive. */
export function startPresence(deps: PresenceDeps): Presence {
  const { db, card, countInFlight, listFullHosts, clock, onClockOffset, isAlone, onError } = deps;
  const { evidence = unobserved } = deps;
  let isOff = false;

  function checkClock(): number | null {
    const offsetMs = clock.offsetMs();
    if (offsetMs !== null && Math.abs(offsetMs) > CLOCK_OFFSET_AT_MOST_MS !== isOff) {
      isOff = !isOff;
      onClockOffset(offsetMs);
    }
    return offsetMs;
  }

  const loop = startLoop(
    BEAT_MS,
    () => {
      const uptimeSeconds = performance.now() / 1_000;
      const load = { inFlight: countInFlight(), fullHosts: listFullHosts?.() ?? null };
      const beat = { uptimeSeconds, ...load, clockOffsetMs: checkClock(), isAlone };
      return evidence
        .watch(() => saveProcess(db, card, beat))
        .catch((error: unknown) => {
          // The planner reports an unreachable database.
          if (!isOutage(error) || isRefusal(error)) onError(error);
        });
    },
    { isPassive: true },
  );
  return {
    stop: async () => {
      const removed = loop
        .stop()
        .then(() => removeProcess(db, card.id))
        .then(() => (card.roles.includes('worker') ? startWorkerAbsence(db) : undefined))
        .catch(() => {});
      await Promise.race([removed, delay(REMOVE_TIMEOUT_MS)]);
    },
  };
}
