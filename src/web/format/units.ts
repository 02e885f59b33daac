// Units of time in milliseconds, and round durations for ticks and bars.

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Each step up to a day divides a day. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14].map((days) => days * DAY_MS),
];

/**
 * The shortest round duration of at least `minMs`; two weeks at most. Below a second: 1, 2 or 5 times a power of ten.
 * With `unitMs`, a multiple of that duration.
 */
export function chooseStep(minMs: number, unitMs = 1): number {
  if (minMs < SECOND_MS) {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, minMs)));
    return power * ([1, 2, 5].find((factor) => factor * power >= minMs) ?? 10);
  }
  return STEPS_MS.find((step) => step >= minMs && step % unitMs === 0) ?? STEPS_MS.at(-1)!;
}
