// Stores the last chosen time zones in the browser.
const KEY = 'zones';
const MAX_ZONES = 5;

export function recentZones(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((zone) => typeof zone === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberZone(zone: string): void {
  const zones = [zone, ...recentZones().filter((other) => other !== zone)].slice(0, MAX_ZONES);
  try {
    localStorage.setItem(KEY, JSON.stringify(zones));
  } catch {
    // Storage is full or disabled: no zones are remembered.
  }
}
