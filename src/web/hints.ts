// What the service tells by itself: that runs or jobs changed. Quiet while the page is hidden.
import { batch, effect, signal } from '@preact/signals';
import { isLocked, session } from './session.ts';

export type Kind = 'jobs' | 'runs';

/** Counts the hints of each kind: whoever shows data of that kind asks again when it moves. */
export const changes = { jobs: signal(0), runs: signal(0) };
/** Whether the service tells of changes; where it does not, they are asked for. */
export const isHearing = signal(false);

const RECONNECT_MS = 5_000;

const isSeen = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => {
  isSeen.value = document.visibilityState === 'visible';
});

let source: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Listens as long as somebody looks at the page who may. */
export function startHearing(): void {
  effect(() => {
    const isWanted = isSeen.value && !isLocked.value && session.value !== undefined;
    stop();
    if (isWanted) listen();
  });
}

function listen(): void {
  const events = new EventSource('/events');
  source = events;
  events.addEventListener('open', () => {
    // What changed before is not told: one question each brings everything up to date.
    batch(() => {
      isHearing.value = true;
      changes.jobs.value++;
      changes.runs.value++;
    });
  });
  for (const kind of ['jobs', 'runs'] as const) {
    events.addEventListener(kind, () => {
      changes[kind].value++;
    });
  }
  events.addEventListener('error', () => {
    isHearing.value = false;
    if (events.readyState !== EventSource.CLOSED || events !== source) return;
    // A refusal, which a browser takes as final.
    timer = setTimeout(listen, RECONNECT_MS);
  });
}

function stop(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
  isHearing.value = false;
}
