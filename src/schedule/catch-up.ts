// The catch-up policy: decides whether a late occurrence runs, waits or is missed.

export interface CatchUp {
  policy: 'one' | 'all' | 'none';
  /** An occurrence that is later than this is missed under every policy. */
  window_seconds: number;
}

/** A run whose first claim is at most this long after its `due_at` is on time. */
export const ON_TIME_MS = 60_000;
/** Maximum number of late occurrences that policy `all` runs, newest first; older ones are missed. */
export const CAUGHT_UP_AT_MOST = 1_000;

/**
 * Returns `run` (start at once), `hold` (wait for the earlier late runs, one at a time) or `miss` (do not run).
 * `lateMs` is the time since `due_at`; `newerLate` is the number of newer occurrences of the job that are late too.
 * `isNextDue`: the next occurrence is due already. Under `none` the run is then late, so that nothing runs in a burst.
 * Called when a run is planned, and again at its first claim (docs/delivery.md, "Late runs").
 */
export function judgeLateness(
  { policy, window_seconds }: CatchUp,
  lateMs: number,
  newerLate: number,
  isNextDue = false,
): 'run' | 'hold' | 'miss' {
  if (lateMs <= ON_TIME_MS) return policy === 'none' && isNextDue ? 'miss' : 'run';
  if (lateMs > window_seconds * 1_000) return 'miss';
  switch (policy) {
    case 'one':
      return newerLate === 0 ? 'run' : 'miss';
    case 'all':
      return newerLate < CAUGHT_UP_AT_MOST ? 'hold' : 'miss';
    case 'none':
      return 'miss';
  }
}
