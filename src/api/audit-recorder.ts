// Records sign-ins, sign-outs and refusals in the audit log, merged per minute: a flood of refusals writes little.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type MergedEntry, saveMergedEntries } from '../store/audit-log.ts';
import type { DatabaseClock } from '../store/clock.ts';
import { idAt } from '../store/ids.ts';
import type { AuditAction, Database } from '../store/schema.ts';

/** Distinct entries per actor, minute and process; further ones are merged by action. */
const ENTRIES_PER_MINUTE = 20;
/** Entries kept in memory while the database is unreachable; the oldest are dropped. */
const WAITING_AT_MOST = 200;
const FLUSH_MS = 500;
const RETRY_MS = 5_000;
const MINUTE_MS = 60_000;

/** An action of a client outside of a transaction. */
export interface RecordedAction {
  action: Extract<AuditAction, `session.${string}` | 'request.refused'>;
  actor: string;
  via: 'key' | 'session' | null;
  /** Method and path pattern; null if no route matches. */
  route: string | null;
  statusCode: number | null;
  detail: string | null;
  address: string | null;
}

export interface AuditRecorder {
  /** Stores the action within a second; a crash of the process can lose it. */
  record(action: RecordedAction): void;
  /** Stores the remaining actions. */
  stop(): Promise<void>;
}

export interface RecorderDeps {
  db: Kysely<Database>;
  clock: DatabaseClock;
  /** Whether the table exists: clients can sign in before. */
  isReady: () => boolean;
  onError: (error: unknown) => void;
}

export function createAuditRecorder({ db, clock, isReady, onError }: RecorderDeps): AuditRecorder {
  /** The entries of the current minute, by what makes actions equal. */
  const current = new Map<string, MergedEntry>();
  let minute = 0;
  const waiting = new Set<MergedEntry>();
  const stopping = new AbortController();
  let flushing: Promise<void> | undefined;

  function record(action: RecordedAction): void {
    const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(nowMs()));
    const thisMinute = Math.floor(at.epochMilliseconds / MINUTE_MS);
    if (thisMinute !== minute) current.clear();
    minute = thisMinute;
    const entry = findEntry(action, at);
    entry.count += 1;
    entry.lastAt = at;
    waiting.add(entry);
    if (waiting.size > WAITING_AT_MOST) for (const oldest of waiting.values().take(1)) waiting.delete(oldest);
    flushing ??= flushUntilEmpty();
  }

  function findEntry(action: RecordedAction, at: Temporal.Instant): MergedEntry {
    const found = current.get(keyOf(action));
    if (found !== undefined) return found;
    const ofActor = current.values().filter(({ actor }) => actor === action.actor);
    const isFull = ofActor.toArray().length >= ENTRIES_PER_MINUTE;
    const shown: RecordedAction = isFull ? withoutParticulars(action) : action;
    const key = keyOf(shown);
    const entry = current.get(key) ?? { ...shown, id: idAt(at), at, lastAt: at, count: 0 };
    current.set(key, entry);
    return entry;
  }

  /** The database's time once the heartbeat has read it. */
  function nowMs(): number {
    return clock.isFresh() ? clock.nowMs() : Date.now();
  }

  async function flushUntilEmpty(): Promise<void> {
    while (waiting.size > 0) {
      await delay(FLUSH_MS, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
      const isStored = isReady() && (await flush());
      if (isStored) continue;
      if (stopping.signal.aborted) break;
      await delay(RETRY_MS, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
    }
    flushing = undefined;
  }

  async function flush(): Promise<boolean> {
    const entries = [...waiting];
    // Actions during the statement add their entries again, with the new count.
    waiting.clear();
    try {
      await saveMergedEntries(db, entries);
      return true;
    } catch (error) {
      onError(error);
      for (const entry of entries) waiting.add(entry);
      return false;
    }
  }

  return {
    record,
    stop: async () => {
      stopping.abort();
      await flushing;
    },
  };
}

function keyOf({ action, actor, via, route, statusCode, address }: RecordedAction): string {
  return JSON.stringify([action, actor, via, route, statusCode, address]);
}

/** What remains distinct in a flood: at most one entry per action, actor and minute. */
function withoutParticulars({ action, actor }: RecordedAction): RecordedAction {
  return { action, actor, via: null, route: null, statusCode: null, detail: null, address: null };
}
