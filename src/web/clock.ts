// The time now, for everything that is told relative to it.
import { signal } from '@preact/signals';

/** Unix milliseconds; moves every second while the page is seen. */
export const now = signal(Date.now());

function tick(): void {
  if (document.visibilityState === 'visible') now.value = Date.now();
}

setInterval(tick, 1_000);
document.addEventListener('visibilitychange', tick);
