// Measures how long the suite itself had no processor: its proxies and its target stop too, which no scenario intends.
const TICK_MS = 200;
/** Longer stalls make bounds of time worthless. */
export const STALL_MS = 1_000;

export interface StallWatch {
  longestMs(): number;
  stop(): void;
}

export function watchStalls(): StallWatch {
  let lastAt = performance.now();
  let longestMs = 0;
  const tick = () => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - lastAt - TICK_MS);
    lastAt = now;
  };
  const timer = setInterval(tick, TICK_MS);
  return { longestMs: () => Math.round(longestMs), stop: () => clearInterval(timer) };
}
