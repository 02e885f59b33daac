// The search for time zones and its list of results; loaded when the field of the zone gets the focus.
import { signal } from '@preact/signals';
import { now } from '../clock.ts';
import { MINUTE_MS } from '../format/units.ts';
import { ownZone, readZone, zoneNames } from '../format/zone.ts';
import type { Combobox } from '../parts/combobox.ts';

/** Zones shown at once; typing narrows the list. */
const MAX_SHOWN = 50;

interface Props {
  combobox: Combobox<string>;
  zones: readonly string[];
  recent: readonly string[];
}

export function ZoneList({ combobox, zones, recent }: Props) {
  const marked = combobox.marked === undefined ? 0 : zones.indexOf(combobox.marked);
  const shown = zones.slice(0, Math.max(MAX_SHOWN, marked + 1));
  const rest = zones.length - shown.length;
  return (
    // Prevent a click from taking the focus away from the field.
    <div class="zones" onMouseDown={(event) => event.preventDefault()}>
      <ul {...combobox.list} aria-label="Matching zones">
        {shown.map((zone) => (
          <li key={zone} title={zone} {...combobox.optionOf(zone)}>
            <Zone zone={zone} isRecent={recent.includes(zone)} />
          </li>
        ))}
      </ul>
      {zones.length === 0 && <p class="hint">No matching time zone. Try a larger city nearby.</p>}
      {rest > 0 && <p class="hint">{rest} more. Type to filter.</p>}
    </div>
  );
}

function Zone({ zone, isRecent }: { zone: string; isRecent: boolean }) {
  // Round to the minute, so that the list does not render every second.
  const { time, offset, name } = readZone(zone, Math.floor(now.value / MINUTE_MS) * MINUTE_MS);
  const origin = zone === ownZone ? 'yours' : isRecent ? 'recent' : '';
  return (
    <>
      <span class="cut">
        {zone.replaceAll('_', ' ')}{' '}
        <span class="muted">{[origin, name.startsWith('GMT') ? '' : name].filter(Boolean).join(' · ')}</span>
      </span>
      <span>{time}</span>
      <span class="muted">{offset}</span>
    </>
  );
}

/** Current names of cities that browsers list under their former names. */
const newerNames: Record<string, string> = {
  Calcutta: 'Kolkata',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Rangoon: 'Yangon',
  Saigon: 'Ho Chi Minh',
};
/** Abbreviations that browsers do not provide. */
const otherNames: Record<string, string> = { UTC: 'gmt zulu', 'Europe/London': 'gmt bst' };

/** Well-known zones, listed before others with the same rank. */
const wellKnown = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Paris',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
];

/** Number of zones whose names are loaded; loading all at once would block typing. */
const loadedCount = signal(0);
const zoneWords = new Map<string, string[]>();
const BATCH_SIZE = 40;

/** Prepares the search by name, abbreviation and offset. */
export function loadZoneWords(): void {
  if (loadedCount.peek() > 0) return;
  const next = () => {
    const from = loadedCount.peek();
    for (const zone of zoneNames.slice(from, from + BATCH_SIZE)) zoneWords.set(zone, zoneNameWords(zone));
    loadedCount.value = from + BATCH_SIZE;
    if (loadedCount.value < zoneNames.length) setTimeout(next);
  };
  next();
}

/**
 * Searches by city, region, name, abbreviation or offset.
 * Returns the zones that match every word, best match first. Without words: all zones, `recent` first.
 */
export function searchZones(text: string, recent: readonly string[]): string[] {
  // Subscribe: results change as more names are loaded.
  void loadedCount.value;
  const words = wordsOf(text);
  const zones = [...new Set([ownZone, ...recent, 'UTC', ...wellKnown.filter(isListed), ...zoneNames])];
  return zones
    .map((zone) => [zone, Math.max(0, ...words.map((word) => rank(zone, word)))] as const)
    .filter(([, rank]) => rank < NO_MATCH)
    .sort(([, a], [, b]) => a - b)
    .map(([zone]) => zone);
}

const listed = new Set(zoneNames);
const isListed = (zone: string) => listed.has(zone);

const NO_MATCH = 4;

/** Lower is better: city, exact name or abbreviation, region, start of a name. */
function rank(zone: string, word: string): number {
  const [city = '', ...regions] = zone.split('/').reverse();
  const cities = wordsOf(`${city} ${newerNames[city] ?? ''}`);
  if (cities.some((one) => one.startsWith(word))) return 0;
  const names = zoneWords.get(zone) ?? [];
  if (names.includes(word)) return 1;
  if (wordsOf(regions.join(' ')).some((one) => one.startsWith(word))) return 2;
  return names.some((one) => one.startsWith(word)) ? 3 : NO_MATCH;
}

/** `central european time cet cest utc+1 +1`: name, abbreviations for standard and daylight saving time, offset. */
function zoneNameWords(zone: string): string[] {
  const { name, offset } = readZone(zone, Date.now());
  const short = name.replaceAll(/(\p{L})\p{L}*[^\p{L}]*/gu, '$1');
  const variants = ['', 'S', 'D'].map((letter) => short.replace(/[SD]?T$/, `${letter}T`));
  const bare = offset.replace(/([+−])0/, '$1').replace(':00', '');
  return wordsOf([name, ...variants, `UTC${bare}`, bare, offset, otherNames[zone] ?? ''].join(' '));
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '');
  // Splits `Port-au-Prince` into three words but keeps `UTC-5` as one.
  const words = plain
    .toLowerCase()
    .replaceAll(/-(?=\p{L})/gu, ' ')
    .replaceAll('-', '−');
  return words.split(/[\s/_,()]+/).filter((word) => word !== '');
}
