// Listens to the service's change notifications (SSE) while the page is visible.
import { batch, effect, signal } from '@preact/signals';
import { basePath, isLocked, session } from './session.ts';

export type Kind = 'jobs' | 'runs';

/** The number of notifications of each kind; a change of the number means that the data is stale. */
export const changeCounts = { jobs: signal(0), runs: signal(0) };
/** Whether the event stream is connected; without it, data is polled. */
export const isConnected = signal(false);

const RECONNECT_MS = 5_000;

const isVisible = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => {
  isVisible.value = document.visibilityState === 'visible';
});

let source: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the event stream connected while the page is visible and the user is signed in. */
export function startChangeEvents(): void {
  effect(() => {
    const shouldConnect = isVisible.value && !isLocked.value && session.value !== undefined;
    disconnect();
    if (shouldConnect) connect();
  });
}

function connect(): void {
  const events = new EventSource(`${basePath}/events`);
  source = events;
  events.addEventListener('open', () => {
    // Changes made before the connection were not notified, so all data counts as stale.
    batch(() => {
      isConnected.value = true;
      changeCounts.jobs.value++;
      changeCounts.runs.value++;
    });
  });
  for (const kind of ['jobs', 'runs'] as const) {
    events.addEventListener(kind, () => {
      changeCounts[kind].value++;
    });
  }
  events.addEventListener('error', () => {
    isConnected.value = false;
    if (events.readyState !== EventSource.CLOSED || events !== source) return;
    // After an HTTP error the browser does not reconnect by itself.
    timer = setTimeout(connect, RECONNECT_MS);
  });
}

function disconnect(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
  isConnected.value = false;
}
