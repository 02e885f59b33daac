// Between instants and what a wall clock in a time zone shows, as `datetime-local` inputs speak of it.
import { ownZone } from './time.ts';

const DAY_MS = 86_400_000;

/** Every zone this browser knows; `UTC` is missing from some lists. */
export const zoneNames: readonly string[] = [
  ...new Set(['UTC', ownZone, ...Intl.supportedValuesOf('timeZone')]),
];

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** `2026-11-24T14:00:00`: what the wall clock shows at an instant, to the second. */
export function toWallClock(at: string, zone: string): string {
  return new Date(wallMs(Date.parse(at), zone)).toISOString().slice(0, 19);
}

/**
 * The instant at which the wall clock shows `text`; undefined where that is no date. What a clock change repeats is
 * read as the first time, what it leaves out as that much later. The zone must be one (`isZone`).
 */
export function fromWallClock(text: string, zone: string): string | undefined {
  const wanted = Date.parse(`${text}Z`);
  if (Number.isNaN(wanted)) return undefined;
  const before = wallMs(wanted - DAY_MS, zone) - (wanted - DAY_MS);
  const after = wallMs(wanted + DAY_MS, zone) - (wanted + DAY_MS);
  const candidates = [wanted - before, wanted - after].sort((a, b) => a - b);
  const ms = candidates.find((candidate) => wallMs(candidate, zone) === wanted) ?? wanted - before;
  return new Date(ms).toISOString();
}

/** The wall clock's reading as if it were UTC, in Unix milliseconds cut to the second. */
function wallMs(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(new Date(ms));
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}
