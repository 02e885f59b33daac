// Turns a received message into one entry per run, and acknowledges it or gives it back.
import type { Delivery, MessageFate } from '../queue/queue.ts';
import { ON_TIME_MS } from '../schedule/catch-up.ts';

export interface MessageProgress {
  /** Unclaimed runs; at 0, `done` acknowledges the message. */
  left: number;
  /** Only the first call has an effect. */
  done: (fate: MessageFate) => void;
  /** Whether the message is in the queue again, for any worker. */
  isGivenBack: boolean;
}

/** A run that is not claimed yet. */
export interface Entry {
  id: string;
  host: string;
  /** Due time of the message's earliest run, in Unix milliseconds. */
  dueMs: number;
  isLate: boolean;
  message: MessageProgress;
}

export function toEntries(
  { runs, dueMs, isLate: wasLate }: Delivery,
  nowMs: number,
  done: MessageProgress['done'],
): Entry[] {
  // A message that was on time when it was enqueued can be late when it is delivered.
  const isLate = wasLate || dueMs < nowMs - ON_TIME_MS;
  const message: MessageProgress = { left: 0, done, isGivenBack: false };
  const entries = Object.entries(runs).flatMap(([host, ids]) =>
    ids.map((id): Entry => ({ id, host, dueMs, isLate, message })),
  );
  message.left = entries.length;
  if (entries.length === 0) done('handled');
  return entries;
}

/** Counts a run that needs no further claim. */
export function finishEntry({ message }: Entry): void {
  message.left -= 1;
  if (message.left === 0) message.done('handled');
}

export function giveBack({ message }: Entry): void {
  message.isGivenBack = true;
  message.done('given_back');
}
