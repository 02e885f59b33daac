// Instants and spans of time in words.
const formatters = new Map<string, Intl.DateTimeFormat>();

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const full = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

const short = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

/** `Tue, 24 Nov 2026, 14:00:00 Europe/Berlin` */
export function formatInstant(at: string, zone = ownZone): string {
  const { format, zoneName } = formatterFor(zone, full);
  return `${format.format(new Date(at))} ${zoneName}`;
}

/** `24 Nov, 14:00:00`, in the zone of whoever looks. */
export function formatShort(at: string): string {
  return formatterFor(ownZone, short).format.format(new Date(at));
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

/** Making one is slow, and there are few. A zone that this browser does not know yet is told in UTC. */
function formatterFor(zone: string, options: Intl.DateTimeFormatOptions) {
  const key = `${zone} ${options === full}`;
  let format = formatters.get(key);
  if (!format) {
    format =
      createFormatter(zone, options) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
    formatters.set(key, format);
  }
  const isUtc = format.resolvedOptions().timeZone === 'UTC';
  return { format, zoneName: isUtc ? 'UTC' : zone };
}

function createFormatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
  } catch {
    return undefined;
  }
}
