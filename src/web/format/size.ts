// Formats sizes in bytes.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `340 B`, `18.7 MB` */
export function formatSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  // 999.5 rounds to 1 000, which is 1 of the next unit.
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${unit === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}
