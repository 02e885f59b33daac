// Instants and spans of time in words.

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `Tue 24 Nov 2026, 14:00:00 Europe/Berlin` */
export function formatInstant(at: string, zone = ownZone): string {
  const { weekday, day, month, year, hour, minute, second, zoneName } = read(at, zone);
  return `${weekday} ${day} ${month} ${year}, ${hour}:${minute}:${second} ${zoneName}`;
}

/** For a sentence, with seconds only where there are any: `24 Nov 2026 14:00 Europe/Berlin` */
export function formatBrief(at: string, zone: string): string {
  const { day, month, year, hour, minute, second, zoneName } = read(at, zone);
  return `${day} ${month} ${year} ${hour}:${minute}${second === '00' ? '' : `:${second}`} ${zoneName}`;
}

/** `24 Nov 14:00:00`, in the zone of whoever looks. */
export function formatShort(at: string): string {
  const { day, month, hour, minute, second } = read(at, ownZone);
  return `${day} ${month} ${hour}:${minute}:${second}`;
}

/** What a clock showed, of which the service told: `Tue 24 Nov 2026` and `14:00`, with seconds where there are any. */
export function formatLocal(local: string): { date: string; time: string } {
  const { weekday, day, month, year, hour, minute, second } = read(`${local}Z`, 'UTC');
  return {
    date: `${weekday} ${day} ${month} ${year}`,
    time: `${hour}:${minute}${second === '00' ? '' : `:${second}`}`,
  };
}

/** `in 14 h`, `3 min ago`, `now` */
export function formatRelative(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1_000);
  if (seconds === 0) return 'now';
  const span = formatRough(Math.abs(seconds));
  return seconds > 0 ? `in ${span}` : `${span} ago`;
}

/** How long something took: `340 ms`, `1.24 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return join(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** A setting in seconds, exactly: `10 s`, `1 h`, `1 min 30 s`. */
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

/** `41 203` */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

function formatRough(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

type Reading = Record<
  'weekday' | 'day' | 'month' | 'year' | 'hour' | 'minute' | 'second' | 'zoneName',
  string
>;

/** What calendar and clock show in a zone. */
function read(at: string, zone: string): Reading {
  const { format, isUtc } = formatterFor(zone);
  const parts = format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]);
  return { ...(Object.fromEntries(parts) as Reading), zoneName: isUtc ? 'UTC' : zone };
}

/** Making a formatter is slow, and there are few. */
const formatters = new Map<string, { format: Intl.DateTimeFormat; isUtc: boolean }>();

function formatterFor(zone: string) {
  let known = formatters.get(zone);
  if (!known) {
    const format = createFormatter(zone);
    known = { format, isUtc: format.resolvedOptions().timeZone === 'UTC' };
    formatters.set(zone, known);
  }
  return known;
}

/** A zone that this browser does not know yet is told in UTC. */
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
