// Merges repeated errors: logs the first, and counts further ones in a summary every 30 seconds.
import type { Logger } from 'pino';

const INTERVAL_MS = 30_000;
/** Limits memory: further kinds of errors are counted together. */
const KINDS_AT_MOST = 100;
/** Parts that differ between repetitions: UUIDs, hexadecimal digests, numbers. */
const VARYING = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{16,}\b|\d+/gi;

export interface ErrorLog {
  report(error: unknown): void;
  /** Logs the counts of the current interval. */
  stop(): void;
}

/** `message` is that of every line. */
export function createErrorLog(log: Pick<Logger, 'error'>, message: string): ErrorLog {
  /** Repetitions since the first error or the last summary, by kind. */
  const repeated = new Map<string, { error: unknown; count: number; since: number }>();
  let timer: NodeJS.Timeout | undefined;

  function summarize(): void {
    const now = performance.now();
    for (const [kind, entry] of repeated) {
      if (entry.count === 0) repeated.delete(kind);
      else {
        const { error, count, since } = entry;
        const seconds = Math.round((now - since) / 1_000);
        log.error(
          { err: error, count },
          `${message} The same error occurred ${count} more times in ${seconds} s.`,
        );
        Object.assign(entry, { count: 0, since: now });
      }
    }
    if (repeated.size === 0) stopTimer();
  }

  function stopTimer(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    report: (error) => {
      const named = kindOf(error);
      const kind = repeated.has(named) || repeated.size < KINDS_AT_MOST ? named : 'other';
      const entry = repeated.get(kind);
      if (entry) {
        entry.count += 1;
        entry.error = error;
        return;
      }
      repeated.set(kind, { error, count: 0, since: performance.now() });
      log.error({ err: error }, message);
      timer ??= setInterval(summarize, INTERVAL_MS).unref();
    },
    stop: () => {
      summarize();
      stopTimer();
    },
  };
}

/** Two errors are the same if code and message are, apart from IDs and numbers, and those of their causes. */
function kindOf(error: unknown): string {
  const kinds: string[] = [];
  for (let part = error; part !== undefined && part !== null && kinds.length < 3; ) {
    const { code = '', message = '', cause } = part as { code?: unknown; message?: unknown; cause?: unknown };
    kinds.push(`${String(code)} ${String(message).replaceAll(VARYING, '#')}`);
    part = cause;
  }
  return kinds.join(' < ');
}
