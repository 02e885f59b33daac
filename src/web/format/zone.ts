// Time zones: wall-clock times in them, and the zone in which the page shows times.

import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { DAY_MS, MINUTE_MS } from './units.ts';

/** The time zone of the viewer. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All time zones of this browser. Some browsers do not list `UTC`. */
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

/** Wall-clock time of an instant, to the second: `2026-11-24T14:00:00`. */
export function toWallClock(at: string, zone: string): string {
  return new Date(wallMs(Date.parse(at), zone)).toISOString().slice(0, 19);
}

/**
 * The instant of a wall-clock time; undefined if `text` is not a date. A time repeated by a clock change means its first
 * occurrence; a time skipped by a clock change moves forward by the change.
 */
export function fromWallClock(text: string, zone: string): string | undefined {
  const wallTime = Date.parse(`${text}Z`);
  if (Number.isNaN(wallTime)) return undefined;
  const before = wallMs(wallTime - DAY_MS, zone) - (wallTime - DAY_MS);
  const after = wallMs(wallTime + DAY_MS, zone) - (wallTime + DAY_MS);
  const candidates = [wallTime - before, wallTime - after].sort((a, b) => a - b);
  const ms = candidates.find((candidate) => wallMs(candidate, zone) === wallTime) ?? wallTime - before;
  return new Date(ms).toISOString();
}

/** Current time, UTC offset and name of a zone: `14:05`, `+01:00`, `Central European Time`. */
export function readZone(zone: string, nowMs: number): { time: string; offset: string; name: string } {
  const { ms, name } = readClock(nowMs, zone);
  const minutes = Math.round((ms - nowMs) / MINUTE_MS);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  return {
    time: new Date(ms).toISOString().slice(11, 16),
    offset: `${minutes < 0 ? '−' : '+'}${two(size / 60)}:${two(size % 60)}`,
    name,
  };
}

/** Wall-clock time read as if it were UTC, in Unix milliseconds without the fraction of a second. */
function wallMs(ms: number, zone: string): number {
  return readClock(ms, zone).ms;
}

/** Creating a formatter is slow; each uses much memory, and there are hundreds of zones. */
const MAX_FORMATTERS = 60;
const formatters = new Map<string, Intl.DateTimeFormat>();

function readClock(ms: number, zone: string): { ms: number; name: string } {
  let format = formatters.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      // A stored zone can be damaged, or newer than this browser.
      timeZone: isZone(zone) ? zone : 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
      timeZoneName: 'longGeneric',
    });
    if (formatters.size === MAX_FORMATTERS) formatters.clear();
    formatters.set(zone, format);
  }
  const parts = format.formatToParts(new Date(ms));
  const read = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const [year, month, day] = [Number(read('year')), Number(read('month')), Number(read('day'))];
  const clock = [Number(read('hour')), Number(read('minute')), Number(read('second'))] as const;
  return { ms: Date.UTC(year, month - 1, day, ...clock), name: read('timeZoneName') };
}

export type ZoneChoice = 'job' | 'own' | 'utc';

const KEY = 'shown time zone';

function readChoice(): ZoneChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'own' || stored === 'utc' ? stored : 'job';
  } catch {
    // Browsers can deny access to storage.
    return 'job';
  }
}

/** Chooses the time zone in which times are shown, and keeps the choice in the browser. */
export const zoneChoice = signal<ZoneChoice>(readChoice());

/** The time zone of the job that the page is about; undefined on pages of many jobs. */
export const pageZone = signal<string | undefined>(undefined);

export function chooseZone(choice: ZoneChoice): void {
  zoneChoice.value = choice;
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The choice then lasts until the page is closed.
  }
}

/** Pages of many jobs show one zone for all of them. Subscribes the calling component. */
export function shownZone(): string {
  if (zoneChoice.value === 'utc') return 'UTC';
  return zoneChoice.value === 'own' ? ownZone : (pageZone.value ?? ownZone);
}

/** Makes a page one of a job in this zone, while it is mounted; ignores a zone that this browser does not know. */
export function usePageZone(zone: string | undefined): void {
  useLayoutEffect(() => {
    pageZone.value = zone !== undefined && isZone(zone) ? zone : undefined;
    return () => {
      pageZone.value = undefined;
    };
  }, [zone]);
}
