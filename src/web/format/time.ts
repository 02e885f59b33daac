// Formats instants, durations and counts.

import { MINUTE_MS, SECOND_MS } from './units.ts';
import { shownZone } from './zone.ts';

/** In the chosen zone, unless `zone` is given: `Tue 24 Nov 2026, 14:00:00 Europe/Berlin` */
export function formatInstant(at: string, zone = shownZone()): string {
  const { weekday, day, month, year, hour, minute, second, zoneName } = partsOf(at, zone);
  return `${weekday} ${day} ${month} ${year}, ${hour}:${minute}:${second} ${zoneName}`;
}

/** For a sentence; shows seconds only if they are not zero: `24 Nov 2026 14:00 Europe/Berlin` */
export function formatBrief(at: string, zone = shownZone()): string {
  const { day, month, year, hour, minute, second, zoneName } = partsOf(at, zone);
  return `${day} ${month} ${year} ${hour}:${minute}${second === '00' ? '' : `:${second}`} ${zoneName}`;
}

/** `24 Nov 14:00:00`, in the chosen zone. */
export function formatShort(at: string): string {
  const { day, month, hour, minute, second } = partsOf(at, shownZone());
  return `${day} ${month} ${hour}:${minute}:${second}`;
}

/** `14:00`, with the date unless it is the day of `now`: `24 Nov 14:00`. In the chosen zone. */
export function formatClock(at: string, now: number): string {
  const zone = shownZone();
  const { day, month, hour, minute } = partsOf(at, zone);
  const today = partsOf(new Date(now).toISOString(), zone);
  return day === today.day && month === today.month
    ? `${hour}:${minute}`
    : `${day} ${month} ${hour}:${minute}`;
}

/** Formats a local time from the API as `Tue 24 Nov 2026` and `14:00`, with seconds only if they are not zero. */
export function formatLocal(local: string): { date: string; time: string } {
  const { weekday, day, month, year, hour, minute, second } = partsOf(`${local}Z`, 'UTC');
  return {
    date: `${weekday} ${day} ${month} ${year}`,
    time: `${hour}:${minute}${second === '00' ? '' : `:${second}`}`,
  };
}

/** `in 14 h`, `3 min ago`, `now` */
export function formatRelative(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1_000);
  if (seconds === 0) return 'now';
  const span = formatRounded(Math.abs(seconds));
  return seconds > 0 ? `in ${span}` : `${span} ago`;
}

/** Formats a measured duration: `340 ms`, `1.24 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 3_600) return join(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Formats a setting in seconds without rounding: `10 s`, `1 h`, `1 min 30 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ');
}

const grouped = new Intl.NumberFormat('en-US');

/** `41 203` */
export function formatCount(count: number): string {
  return grouped.format(count).replaceAll(',', '\u202f');
}

/** `1 job`, `41 203 jobs` */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function formatRounded(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

type Parts = Record<'weekday' | 'day' | 'month' | 'year' | 'hour' | 'minute' | 'second' | 'zoneName', string>;

/** Splits an instant into date and time parts in a zone. */
function partsOf(at: string, zone: string): Parts {
  const { format, isUtc } = formatterFor(zone);
  const parts = format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]);
  return { ...(Object.fromEntries(parts) as Parts), zoneName: isUtc ? 'UTC' : zone };
}

/** Creating a formatter is slow, and only a few zones are used. */
const formatters = new Map<string, { format: Intl.DateTimeFormat; isUtc: boolean }>();

function formatterFor(zone: string) {
  let entry = formatters.get(zone);
  if (!entry) {
    const format = createFormatter(zone);
    entry = { format, isUtc: format.resolvedOptions().timeZone === 'UTC' };
    formatters.set(zone, entry);
  }
  return entry;
}

/** Falls back to UTC for a zone that this browser does not know. */
function createFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    return createFormatter('UTC');
  }
}

/**
 * Reads the time that a run ID (UUID v7) starts with, by which lists sort runs.
 * Unix milliseconds: the scheduled time of a scheduled run, the creation time of any other run.
 */
export function timeOfRunId(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}
