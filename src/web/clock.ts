// The current time, for relative times.
import { signal } from '@preact/signals';

/** Unix milliseconds; updated each second while the page is visible. */
export const now = signal(Date.now());

function tick(): void {
  if (document.visibilityState === 'visible') now.value = Date.now();
}

setInterval(tick, 1_000);
document.addEventListener('visibilitychange', tick);
