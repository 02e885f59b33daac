// Finding a time zone by its city, its region, its name or what it is called in short.
import { signal } from '@preact/signals';
import { ownZone } from '../format/time.ts';
import { readZone, zoneNames } from '../format/zone.ts';

/** Cities that browsers still list under the name they had. */
const newerNames: Record<string, string> = {
  Calcutta: 'Kolkata',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Rangoon: 'Yangon',
  Saigon: 'Ho Chi Minh',
};
/** What the names of zones do not tell. */
const otherNames: Record<string, string> = { UTC: 'gmt zulu', 'Europe/London': 'gmt bst' };

/** Of those that are called the same, the ones that most people mean. */
const large = [
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

/** How many zones can be found by their names, too: learning them all takes longer than a keystroke may. */
const learned = signal(0);
const known = new Map<string, string[]>();
const AT_ONCE = 40;

export function learnZones(): void {
  if (learned.peek() > 0) return;
  const next = () => {
    const from = learned.peek();
    for (const zone of zoneNames.slice(from, from + AT_ONCE)) known.set(zone, readNames(zone));
    learned.value = from + AT_ONCE;
    if (learned.value < zoneNames.length) setTimeout(next);
  };
  next();
}

/** The zones that every word of `text` leads to, the best first; without words all of them, `recent` before others. */
export function searchZones(text: string, recent: readonly string[]): string[] {
  void learned.value;
  const words = wordsOf(text);
  const zones = [...new Set([ownZone, ...recent, 'UTC', ...large.filter(isListed), ...zoneNames])];
  return zones
    .map((zone) => [zone, Math.max(0, ...words.map((word) => rank(zone, word)))] as const)
    .filter(([, rank]) => rank < NOWHERE)
    .sort(([, a], [, b]) => a - b)
    .map(([zone]) => zone);
}

const listed = new Set(zoneNames);
const isListed = (zone: string) => listed.has(zone);

const NOWHERE = 4;

/** How far a word is from the zone's heart: its city, then the rest of its name. */
function rank(zone: string, word: string): number {
  const [city = '', ...regions] = zone.split('/').reverse();
  const cities = wordsOf(`${city} ${newerNames[city] ?? ''}`);
  if (cities.some((one) => one.startsWith(word))) return 0;
  const names = known.get(zone) ?? [];
  if (names.includes(word)) return 1;
  if (wordsOf(regions.join(' ')).some((one) => one.startsWith(word))) return 2;
  return names.some((one) => one.startsWith(word)) ? 3 : NOWHERE;
}

/** `central european time cet cest utc+1 +1`: its name, in short, with daylight saving or without, and its offset. */
function readNames(zone: string): string[] {
  const { name, offset } = readZone(zone, Date.now());
  const short = name.replaceAll(/(\p{L})\p{L}*[^\p{L}]*/gu, '$1');
  const variants = ['', 'S', 'D'].map((letter) => short.replace(/[SD]?T$/, `${letter}T`));
  const bare = offset.replace(/([+−])0/, '$1').replace(':00', '');
  return wordsOf([name, ...variants, `UTC${bare}`, bare, offset, otherNames[zone] ?? ''].join(' '));
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '');
  // `Port-au-Prince` is three words, `UTC-5` is one.
  const words = plain
    .toLowerCase()
    .replaceAll(/-(?=\p{L})/gu, ' ')
    .replaceAll('-', '−');
  return words.split(/[\s/_,()]+/).filter((word) => word !== '');
}
