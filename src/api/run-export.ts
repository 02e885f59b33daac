// The export of history: a stream of ended runs, one JSON object per line.
import type { Kysely } from 'kysely';
import { createEndedRunReader } from '../store/ended-runs.ts';
import { findCauses } from '../store/run-causes.ts';
import type { RunFilter } from '../store/run-lists.ts';
import type { Database } from '../store/schema.ts';
import { createGate } from './client-limits.ts';
import { viewRun } from './views.ts';

const RUNS_AT_ONCE = 500;
/** Statements in progress. A client takes turns with itself, and waits without losing its export. */
const STATEMENTS = { total: 2, perClient: 1, waiting: 50, waitMs: 60_000 };
/** Open exports: each keeps up to 500 runs in memory while its client reads nothing. */
const EXPORTS = { total: 50, perClient: 10, waiting: 0, waitMs: 0 };

type ExportRuns = (
  client: string,
  filter: RunFilter & { afterId: string | undefined },
  /** Aborted when the client disconnects. */
  signal: AbortSignal,
) => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;

/**
 * Returns a function that reads the first runs and opens the stream. The stream reads the next runs when the client has
 * taken the previous ones. An error breaks the response off, so that no client takes the part for the whole.
 */
export function createRunExport(db: Kysely<Database>, onError: (error: unknown) => void): ExportRuns {
  const enter = createGate(EXPORTS);
  const enterStatement = createGate(STATEMENTS);
  return async (client, filter, signal) => {
    const permit = once(await enter(client));
    signal.addEventListener('abort', permit.release, { once: true });
    const read = createEndedRunReader(db, filter, RUNS_AT_ONCE);
    /** The lines of the next runs; undefined after the last one, and once the client has gone. */
    const readLines = async (): Promise<string | undefined> => {
      while (permit.isHeld()) {
        const leaveStatement = await enterStatement(client);
        try {
          const runs = await read();
          if (runs === undefined) return undefined;
          if (runs.length === 0) continue;
          const causes = await findCauses(db, runs);
          return runs.map((run) => `${JSON.stringify(viewRun(run, causes.get(run.id)))}\n`).join('');
        } finally {
          leaveStatement();
        }
      }
      return undefined;
    };
    let first: { lines: string | undefined } | undefined;
    try {
      first = { lines: await readLines() };
    } catch (error) {
      permit.release();
      throw error;
    }
    const encoder = new TextEncoder();
    return new ReadableStream(
      {
        pull: async (controller) => {
          try {
            const lines = first === undefined ? await readLines() : first.lines;
            first = undefined;
            if (lines !== undefined) return void controller.enqueue(encoder.encode(lines));
            if (permit.isHeld()) controller.close();
            permit.release();
          } catch (error) {
            permit.release();
            onError(error);
            throw error;
          }
        },
        cancel: permit.release,
      },
      { highWaterMark: 0 },
    );
  };
}

function once(work: () => void) {
  let isHeld = true;
  return {
    isHeld: () => isHeld,
    release: () => {
      if (isHeld) work();
      isHeld = false;
    },
  };
}
