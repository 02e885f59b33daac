// Records the results of attempts in groups, with one statement per group.
import type { Kysely } from 'kysely';
import { type Evidence, unobserved } from '../readiness.ts';
import { isRowFault } from '../store/errors.ts';
import { recordRuns } from '../store/recording.ts';
import type { RecordedRun, RunResult } from '../store/results.ts';
import { systemRuntime, type Timer } from '../store/runtime.ts';
import type { Database } from '../store/schema.ts';
import type { ReleasedRun } from '../store/waiting-runs.ts';

const GATHER_MS = 5;
/** Minimum interval between statements while results keep arriving. */
const APART_MS = 25;
/** So many results are written at once, without waiting for more. */
const RESULTS_ENOUGH = 200;
const RESULTS_AT_ONCE = 500;
const WRITERS = 2;
const PAUSE_AFTER_ERROR_MS = 500;
/** No run is claimed while so many results wait for the database. */
const WAITING_AT_MOST = 5_000;

export interface Recorder {
  /** Calls back when the result is stored, or was refused because the lease had expired. */
  record(result: RunResult, done: () => void): void;
  /** Whether the backlog of unstored results blocks further claims. */
  isFull(): boolean;
  /** The number of results that are not stored yet. */
  count(): number;
  /** Resolves once all results are stored. */
  flush(): Promise<void>;
}

interface Entry {
  result: RunResult;
  done: () => void;
}

interface RecorderHooks {
  /** Enqueues waiting runs that a result released. */
  onReleased: (runs: ReleasedRun[]) => void;
  /** Called with the recorded results after the commit. */
  onRecorded: (runs: RecordedRun[]) => void;
  onError: (error: unknown) => void;
  /** Shows whether results can be stored. */
  evidence?: Evidence;
}

/** Results stay in memory until the database has stored them. */
export function createRecorder(
  db: Kysely<Database>,
  { onReleased, onRecorded, onError, evidence = unobserved }: RecorderHooks,
  runtime = systemRuntime,
): Recorder {
  const gathered: Entry[] = [];
  const flushed: (() => void)[] = [];
  let waiting = 0;
  let writers = 0;
  let timer: Timer | undefined;
  let startedAt = Number.NEGATIVE_INFINITY;

  /** Writes the gathered results now if there are many, else after a short delay. */
  function startSoon(): void {
    if (gathered.length >= RESULTS_ENOUGH) start();
    else
      timer ??= runtime.setTimeout(start, Math.max(GATHER_MS, startedAt + APART_MS - runtime.monotonicNow()));
  }

  function start(): void {
    runtime.clear(timer);
    timer = undefined;
    startedAt = runtime.monotonicNow();
    while (writers < WRITERS && gathered.length > 0) {
      writers += 1;
      void write(gathered.splice(0, RESULTS_AT_ONCE)).finally(() => {
        writers -= 1;
        if (gathered.length > 0) startSoon();
      });
    }
  }

  async function write(entries: Entry[]): Promise<void> {
    try {
      const results = entries.map((entry) => entry.result);
      const { recorded, released } = await recordRuns(db, results, false, runtime);
      evidence.succeeded();
      onReleased(released);
      onRecorded(recorded);
      finish(entries);
    } catch (error) {
      onError(error);
      if (!isRowFault(error)) {
        evidence.failed(error);
        await runtime.delay(PAUSE_AFTER_ERROR_MS);
        return await write(entries);
      }
      // A result that cannot be written must not block the others. Its lease expires, and its attempt becomes `lost`.
      if (entries.length === 1) finish(entries);
      else for (const entry of entries) await write([entry]);
    }
  }

  function finish(entries: Entry[]): void {
    waiting -= entries.length;
    for (const entry of entries) entry.done();
    if (waiting === 0) for (const resolve of flushed.splice(0)) resolve();
  }

  return {
    record: (result, done) => {
      waiting += 1;
      gathered.push({ result, done });
      startSoon();
    },
    count: () => waiting,
    isFull: () => waiting >= WAITING_AT_MOST,
    flush: () => (waiting === 0 ? Promise.resolve() : new Promise((resolve) => flushed.push(resolve))),
  };
}
