// Catch-up: what becomes of an occurrence that could not start when it was due.

export interface CatchUp {
  policy: 'one' | 'all' | 'none';
  /** What is late by more is missed, whatever the policy. */
  window_seconds: number;
}

/** A run first claimed within this time of its `due_at` is on time. */
export const ON_TIME_MS = 60_000;
/** Under `all`, so many of the newest late occurrences run; the older are missed. */
export const CAUGHT_UP_AT_MOST = 1_000;

/**
 * `run`: at once; `hold`: after the late ones before it, one at a time; `miss`: not at all.
 * `lateMs` is counted from `due_at`; `newerLate` is how many newer occurrences of the job are late too.
 * Asked at planning and again at a run's first claim (behaviour.md, "Late").
 */
export function judgeLateness(
  { policy, window_seconds }: CatchUp,
  lateMs: number,
  newerLate: number,
): 'run' | 'hold' | 'miss' {
  if (lateMs <= ON_TIME_MS) return 'run';
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
