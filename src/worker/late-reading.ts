// Tells whether a worker first reads on past the late messages that an outage left in the queue.
import type { Runtime, Timer } from '../store/runtime.ts';

/** Reading ends when no late message has arrived for so long. */
const GAP_MS = 50;
/** It ends after this time at the latest: late runs must not wait for ever where a worker stays behind. */
const READ_AT_MOST_MS = 3_000;

/**
 * After an outage, late runs precede those on time in the queue of on-time runs. While they arrive one after another,
 * none of them is claimed: runs on time are found first.
 */
export function createLateReading({ monotonicNow, setTimeout, clear }: Runtime, onEnd: () => void) {
  let timer: Timer | undefined;
  let startedAt: number | undefined;
  return {
    isOn: () => startedAt !== undefined && monotonicNow() - startedAt < READ_AT_MOST_MS,
    /** A late message has arrived in the queue of on-time runs. */
    notice: (): void => {
      startedAt ??= monotonicNow();
      clear(timer);
      timer = setTimeout(() => {
        startedAt = undefined;
        onEnd();
      }, GAP_MS);
    },
    stop: () => clear(timer),
  };
}
