// Reads history backward in slices of time: on the embedded backend, a long statement delays planner and worker.
import { READ_TIMEOUT_MS } from './open.ts';

/** The slices become shorter above this time of a statement, and longer below a third of it. */
const AIM_MS = 30;
const FIRST_MS = 86_400_000;
const SHORTEST_MS = 15 * 60_000;

/** Ends a read as PostgreSQL does after the time limit of its pool, with the same SQLSTATE. */
class ReadTimeoutError extends Error {
  readonly code = '57014';

  constructor() {
    super(`The read took longer than ${READ_TIMEOUT_MS} ms.`);
  }
}

/** Throws when the read has taken too long. Called between the statements of a read. */
type CheckTime = () => void;

export function startRead(now: () => number = monotonicNow): CheckTime {
  const startedAt = now();
  return () => {
    if (now() - startedAt > READ_TIMEOUT_MS) throw new ReadTimeoutError();
  };
}

const monotonicNow = () => performance.now();

/** `from` is inclusive, `to` is not. Undefined: open. */
export interface Slice {
  from: Temporal.Instant | undefined;
  to: Temporal.Instant | undefined;
}

/**
 * Calls `read` for one slice after the other, the newest first, until it returns true or the range has ended. Throws
 * `ReadTimeoutError`.
 * @param findOldest the instant of the oldest row; undefined without rows
 */
export async function readBackward(
  range: Slice,
  findOldest: () => Promise<Temporal.Instant | undefined>,
  read: (slice: Slice) => Promise<boolean>,
  now: () => number = monotonicNow,
): Promise<void> {
  const checkTime = startRead(now);
  let { from, to } = range;
  // The first slice includes the future: slices of a century would take too long, and nearly all would be empty.
  let end = earlier(to ?? Temporal.Now.instant(), Temporal.Now.instant());
  let isLimited = false;
  let widthMs = FIRST_MS;
  let last = { widthMs: 0, tookMs: 0 };
  for (;;) {
    const start = end.subtract({ milliseconds: widthMs });
    const isLast = from !== undefined && Temporal.Instant.compare(start, from) <= 0;
    const startedAt = now();
    if (await read({ from: isLast ? from : start, to })) return;
    if (isLast) return;
    const tookMs = now() - startedAt;
    if (!isLimited) {
      const oldest = (await findOldest()) ?? start;
      if (from === undefined || Temporal.Instant.compare(oldest, from) > 0) from = oldest;
      isLimited = true;
      if (Temporal.Instant.compare(start, from) <= 0) return;
    }
    checkTime();
    to = end = start;
    // Planning a statement takes time, too: a slice that is not faster for being narrower was narrow enough before.
    const isPlanning = widthMs < last.widthMs && tookMs > 0.7 * last.tookMs;
    last = { widthMs, tookMs };
    if (isPlanning) widthMs *= 3;
    else if (tookMs < AIM_MS / 3) widthMs *= 4;
    else if (tookMs > AIM_MS) widthMs = Math.max(SHORTEST_MS, Math.floor(widthMs / 2));
  }
}

function earlier(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) < 0 ? one : other;
}
