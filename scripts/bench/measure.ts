// Times function calls: medians of rounds, and the slowest single call.

export const ROUNDS = 7;
const ROUND_MS = 30;
// What takes long is still called so often that its median says something.
const CALLS_AT_LEAST = 5;
const WORST_CALLS = 3_000;
const WORST_MS = 300;

// Whatever a call answers is kept where the optimiser cannot know that nobody looks.
let kept: unknown;

/**
 * µs per call of each, median of the rounds. They take turns within a round, so that a busy machine burdens all alike.
 * A call is told its number, counted on through all rounds.
 */
export function medians(calls: readonly ((index: number) => unknown)[]): number[] {
  const rounds = calls.map((): number[] => []);
  const indices = calls.map(() => 0);
  // The round before the first warms up.
  for (let round = -1; round < ROUNDS; round++) {
    calls.forEach((call, which) => {
      const started = performance.now();
      let count = 0;
      let elapsed: number;
      do {
        for (let i = 0; i < CALLS_AT_LEAST; i++) kept = call(indices[which]!++);
        count += CALLS_AT_LEAST;
        elapsed = performance.now() - started;
      } while (elapsed < ROUND_MS);
      if (round >= 0) rounds[which]!.push((elapsed * 1_000) / count);
    });
  }
  return rounds.map(median);
}

/** µs of the slowest of some thousand calls, each timed by itself; a collection of garbage counts. */
export function worst(call: (index: number) => unknown): number {
  let slowest = 0;
  const end = performance.now() + WORST_MS;
  for (let index = 0; index < WORST_CALLS && performance.now() < end; index++) {
    const started = performance.now();
    kept = call(index);
    slowest = Math.max(slowest, performance.now() - started);
  }
  return slowest * 1_000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Of what was answered last; keeps `kept` from being dead code. */
export function lastAnswer(): unknown {
  return kept;
}
