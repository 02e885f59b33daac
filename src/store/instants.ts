// Formats and parses instants several times faster than Temporal: a page of a list has 300.
const DAY_MS = 86_400_000;
const DAYS_AT_MOST = 1_000;

/** Cached dates by day since 1970, such as `2027-01-31T`. */
const dates = new Map<number, string>();
const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const threeDigits = Array.from({ length: 1_000 }, (_, value) => String(value).padStart(3, '0'));

// The instants of the API. Others, which only a damaged row has, are written as the nearest one, so that they affect only
// their own row.
const EARLIEST = Temporal.Instant.from('1970-01-01T00:00:00.000Z');
const LATEST = Temporal.Instant.from('9999-12-31T23:59:59.999Z');
const EARLIEST_MS = EARLIEST.epochMilliseconds;
const LATEST_MS = LATEST.epochMilliseconds;

/** RFC 3339 in UTC with milliseconds. */
export function instantText(instant: Temporal.Instant): string {
  const ms = Math.min(Math.max(instant.epochMilliseconds, EARLIEST_MS), LATEST_MS);
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
const HYPHEN = 45;
const YEAR_LENGTH = 4;
const DATE_LENGTH = '2027-01-31'.length;
const UP_TO_FRACTION = '2027-01-31 09:00:00.'.length;

/** Cached starts of days by date, in epoch milliseconds. */
const days = new Map<string, number>();

/** Parses PostgreSQL's text of a `timestamptz` in UTC and the ISO style. */
export function parseInstant(text: string): Temporal.Instant {
  const digits = text.length - UP_TO_FRACTION - '+00'.length;
  // A year of four digits, and no fraction or up to three digits.
  const isPlain = (digits === -1 || (digits >= 1 && digits <= 3)) && text.charCodeAt(YEAR_LENGTH) === HYPHEN;
  if (!isPlain || !text.endsWith('+00')) return parseUnusual(text);
  let ms = 0;
  for (let i = UP_TO_FRACTION; i < UP_TO_FRACTION + 3; i++)
    ms = ms * 10 + (i < UP_TO_FRACTION + digits ? text.charCodeAt(i) - ZERO : 0);
  const seconds = (twoAt(text, 11) * 60 + twoAt(text, 14)) * 60 + twoAt(text, 17);
  return Temporal.Instant.fromEpochMilliseconds(dayOf(text.slice(0, DATE_LENGTH)) + seconds * 1_000 + ms);
}

/** Parses other texts, such as microseconds, `infinity`, and years before 1 or after 9999. */
function parseUnusual(text: string): Temporal.Instant {
  if (text.startsWith('-') || text.endsWith('BC')) return EARLIEST;
  if (text === 'infinity' || text.indexOf('-') > YEAR_LENGTH) return LATEST;
  return Temporal.Instant.from(text);
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
