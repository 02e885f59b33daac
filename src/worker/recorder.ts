// Writes results in groups: many runs, one transaction.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { isStatementFault } from '../store/errors.ts';
import type { ReleasedRun } from '../store/held.ts';
import { type RecordedRun, type RunResult, recordResults } from '../store/results.ts';
import type { Database } from '../store/schema.ts';

const GATHER_MS = 5;
const RESULTS_AT_ONCE = 500;
const WRITERS = 2;
const PAUSE_AFTER_ERROR_MS = 500;

export interface Recorder {
  /** Resolves when the result is durable, or when it is certain that it never will be: its lease was another's. */
  record(result: RunResult): Promise<void>;
}

interface Entry {
  result: RunResult;
  done: () => void;
}

interface RecorderHooks {
  /** Hears of held runs that a result let go. */
  onReleased: (runs: ReleasedRun[]) => void;
  /** Hears of what was written, after the commit. */
  onRecorded: (runs: RecordedRun[]) => void;
  onError: (error: unknown) => void;
}

/**
 * Results wait in memory until the database takes them, however long that is; the slots of their runs stay taken, so
 * that no more of them gather than requests may be in flight.
 */
export function createRecorder(
  db: Kysely<Database>,
  { onReleased, onRecorded, onError }: RecorderHooks,
): Recorder {
  const gathered: Entry[] = [];
  let writers = 0;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    timer = undefined;
    while (writers < WRITERS && gathered.length > 0) {
      writers += 1;
      void write(gathered.splice(0, RESULTS_AT_ONCE)).finally(() => {
        writers -= 1;
        if (gathered.length > 0) start();
      });
    }
  }

  async function write(entries: Entry[]): Promise<void> {
    try {
      const results = entries.map((entry) => entry.result);
      onReleased(await recordResults(db, results, onRecorded));
      for (const entry of entries) entry.done();
    } catch (error) {
      onError(error);
      if (!isStatementFault(error)) {
        await delay(PAUSE_AFTER_ERROR_MS);
        return await write(entries);
      }
      // One result that cannot be written must not hold up the others; its lease will run out, and it will be `lost`.
      if (entries.length === 1) entries[0]!.done();
      else for (const entry of entries) await write([entry]);
    }
  }

  return {
    record: (result) =>
      new Promise((done) => {
        gathered.push({ result, done });
        if (gathered.length >= RESULTS_AT_ONCE) {
          clearTimeout(timer);
          start();
        } else timer ??= setTimeout(start, GATHER_MS);
      }),
  };
}
