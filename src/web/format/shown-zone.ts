// Chooses the time zone in which times are shown, and keeps the choice in the browser.
import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { isZone, ownZone } from './zone.ts';

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
