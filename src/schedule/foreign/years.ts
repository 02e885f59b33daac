// Converts the year field of other schedulers to `starts_at` and `ends_at`.

import { DAY_MS, daysFromCivil } from '../civil.ts';
import { firstShown, type Zone } from '../zone.ts';

export interface YearBounds {
  starts_at?: string;
  ends_at?: string;
}

/** `*`, `2027`, `2027-2030`, `2027,2028`, `2027/2` */
export function isYear(text: string): boolean {
  return /^(?:[*?]|(?:19|20)\d\d(?:-(?:19|20)\d\d)?)(?:\/\d{1,4})?(?:,(?:19|20)\d\d(?:-(?:19|20)\d\d)?)*$/.test(
    text,
  );
}

/** The first and last instant of these years. Undefined if the years are not consecutive. */
export function yearBounds(text: string, zone: Zone): YearBounds | undefined {
  if (/^[*?](?:\/1)?$/.test(text)) return {};
  if (/^\d{4}\/1$/.test(text)) return { starts_at: startOf(Number(text.slice(0, 4)), zone) };
  const years = new Set<number>();
  for (const item of text.split(',')) {
    const [matched, first, last = first] = /^(\d{4})(?:-(\d{4}))?$/.exec(item) ?? [];
    if (matched === undefined) return undefined;
    for (let year = Number(first); year <= Number(last); year++) years.add(year);
  }
  const low = Math.min(...years);
  const high = Math.max(...years);
  if (years.size === 0 || years.size !== high - low + 1) return undefined;
  return { starts_at: startOf(low, zone), ends_at: startOf(high + 1, zone, -1) };
}

function startOf(year: number, zone: Zone, offsetMs = 0): string {
  const at = firstShown(zone, daysFromCivil(year, 1, 1) * DAY_MS) + offsetMs;
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}
