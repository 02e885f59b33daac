// Formats and parses instants several times faster than Temporal: a page of a list has 300.
const DAY_MS = 86_400_000;
const DAYS_AT_MOST = 1_000;

/** Cached dates by day since 1970, such as `2027-01-31T`. */
const dates = new Map<number, string>();
const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const threeDigits = Array.from({ length: 1_000 }, (_, value) => String(value).padStart(3, '0'));

/** RFC 3339 in UTC with milliseconds. */
export function instantText(instant: Temporal.Instant): string {
  const ms = instant.epochMilliseconds;
  const day = Math.floor(ms / DAY_MS);
  const rest = ms - day * DAY_MS;
  const seconds = Math.floor(rest / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hour = twoDigits[Math.floor(minutes / 60)]!;
  return `${dateOf(day)}${hour}:${twoDigits[minutes % 60]!}:${twoDigits[seconds % 60]!}.${threeDigits[rest % 1_000]!}Z`;
}

export function nullableInstantText(instant: Temporal.Instant | null): string | null {
  return instant === null ? null : instantText(instant);
}

function dateOf(day: number): string {
  const cached = dates.get(day);
  if (cached !== undefined) return cached;
  if (dates.size >= DAYS_AT_MOST) dates.clear();
  const date = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
  dates.set(day, date);
  return date;
}

const ZERO = 48;
const DATE_LENGTH = '2027-01-31'.length;
const UP_TO_FRACTION = '2027-01-31 09:00:00.'.length;

/** Cached starts of days by date, in epoch milliseconds. */
const days = new Map<string, number>();

/** Parses PostgreSQL's text of a `timestamptz` in UTC and the ISO style. */
export function parseInstant(text: string): Temporal.Instant {
  const digits = text.length - UP_TO_FRACTION - '+00'.length;
  // No fraction, or up to three digits. Temporal parses everything else, such as microseconds.
  const isPlain = digits === -1 || (digits >= 1 && digits <= 3);
  if (!isPlain || !text.endsWith('+00')) return Temporal.Instant.from(text);
  let ms = 0;
  for (let i = UP_TO_FRACTION; i < UP_TO_FRACTION + 3; i++)
    ms = ms * 10 + (i < UP_TO_FRACTION + digits ? text.charCodeAt(i) - ZERO : 0);
  const seconds = (twoAt(text, 11) * 60 + twoAt(text, 14)) * 60 + twoAt(text, 17);
  return Temporal.Instant.fromEpochMilliseconds(dayOf(text.slice(0, DATE_LENGTH)) + seconds * 1_000 + ms);
}

function twoAt(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

function dayOf(date: string): number {
  const cached = days.get(date);
  if (cached !== undefined) return cached;
  if (days.size >= DAYS_AT_MOST) days.clear();
  const day = Date.parse(`${date}T00:00:00Z`);
  days.set(date, day);
  return day;
}
