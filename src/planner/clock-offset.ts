// Limits the offset of a process's clock from PostgreSQL's clock, and words it for the log.
import type { DatabaseClock } from '../store/clock.ts';

/** A process whose clock is off by more reports it. */
export const CLOCK_OFFSET_AT_MOST_MS = 1_000;

export function isBehind(clock: Pick<DatabaseClock, 'offsetMs'>): boolean {
  return (clock.offsetMs() ?? 0) < -CLOCK_OFFSET_AT_MOST_MS;
}

export function describeClockOffset(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  if (Math.abs(offsetMs) <= CLOCK_OFFSET_AT_MOST_MS)
    return "The clock of this machine agrees with PostgreSQL's again.";
  return (
    `The clock of this machine is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} PostgreSQL's. Runs start by ` +
    "PostgreSQL's clock. Correct the clock of the machine that is wrong."
  );
}
