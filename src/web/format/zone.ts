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

/** What its clocks show, how far they are from UTC, and what people call it: `14:05`, `+01:00`, `Central European Time`. */
export function readZone(zone: string, nowMs: number): { time: string; offset: string; name: string } {
  const { ms, name } = readClock(nowMs, zone);
  const minutes = Math.round((ms - nowMs) / 60_000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  return {
    time: new Date(ms).toISOString().slice(11, 16),
    offset: `${minutes < 0 ? '−' : '+'}${two(size / 60)}:${two(size % 60)}`,
    name,
  };
}

/** The wall clock's reading as if it were UTC, in Unix milliseconds cut to the second. */
function wallMs(ms: number, zone: string): number {
  return readClock(ms, zone).ms;
}

/** Making a formatter is slow; each is large, and there are hundreds of zones. */
const KEPT = 60;
const formatters = new Map<string, Intl.DateTimeFormat>();

function readClock(ms: number, zone: string): { ms: number; name: string } {
  let format = formatters.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
      timeZoneName: 'longGeneric',
    });
    if (formatters.size === KEPT) formatters.clear();
    formatters.set(zone, format);
  }
  const parts = format.formatToParts(new Date(ms));
  const read = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const [year, month, day] = [Number(read('year')), Number(read('month')), Number(read('day'))];
  const clock = [Number(read('hour')), Number(read('minute')), Number(read('second'))] as const;
  return { ms: Date.UTC(year, month - 1, day, ...clock), name: read('timeZoneName') };
}
