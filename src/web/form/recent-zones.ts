// The time zones that were chosen last, kept by the browser.
const KEY = 'zones';
const AT_MOST = 5;

export function recentZones(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((zone) => typeof zone === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberZone(zone: string): void {
  const zones = [zone, ...recentZones().filter((other) => other !== zone)].slice(0, AT_MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(zones));
  } catch {
    // A browser that keeps nothing: the list begins with one's own zone alone.
  }
}
