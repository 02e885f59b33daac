// The connection to the service: change notifications (SSE), use of the page, and outages.
import { batch, effect, signal } from '@preact/signals';
import { isNotFound } from './api.ts';
import { route } from './router.ts';
import { basePath, isLocked, session } from './session.ts';

export type Kind = 'jobs' | 'runs';

/** When the last notification of each kind arrived, by `performance.now()`; older data is stale. */
export const changedAt = { jobs: signal(0), runs: signal(0) };
/** Whether the event stream is connected; without it, data is polled. */
export const isConnected = signal(false);

/** Nobody has moved the pointer, typed or scrolled for a while. */
export const isIdle = signal(false);

const RECONNECT_MS = 5_000;
const IDLE_AFTER_MS = 20_000;

const isVisible = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => {
  isVisible.value = document.visibilityState === 'visible';
});

/** The event stream of a browser that lost its network can stay open without a message. */
const isOnline = signal(navigator.onLine);
for (const kind of ['online', 'offline'])
  addEventListener(kind, () => {
    isOnline.value = navigator.onLine;
  });

let source: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the event stream connected while the page is visible, the browser online and the user signed in. */
export function startChangeEvents(): void {
  effect(() => {
    const shouldConnect = isVisible.value && isOnline.value && !isLocked.value && session.value !== undefined;
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
      changedAt.jobs.value = changedAt.runs.value = performance.now();
    });
  });
  for (const kind of ['jobs', 'runs'] as const) {
    events.addEventListener(kind, () => {
      changedAt[kind].value = performance.now();
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

let idleTimer: ReturnType<typeof setTimeout>;

function noteUse(): void {
  isIdle.value = false;
  clearTimeout(idleTimer);
  idleTimer = setTimeout(() => {
    isIdle.value = true;
  }, IDLE_AFTER_MS);
}

noteUse();
for (const kind of ['pointermove', 'pointerdown', 'keydown', 'scroll'])
  addEventListener(kind, noteUse, { passive: true });

/** The error of the last request and the time of the last response (Unix milliseconds); null without an error. */
export const outage = signal<{ error: unknown; lastAnswerAt: number | undefined } | null>(null);
let lastAnswerAt: number | undefined;

export function reportAnswer(): void {
  lastAnswerAt = Date.now();
  outage.value = null;
}

// Each page detects an outage with its own requests.
effect(() => {
  void route.value;
  outage.value = null;
});

export function reportOutage(error: unknown): void {
  // A 404 is an answer. While signed out, requests fail with 401, and the sign-in page is shown instead.
  if (isNotFound(error)) reportAnswer();
  else if (!isLocked.peek()) outage.value = { error, lastAnswerAt };
}
