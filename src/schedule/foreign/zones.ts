// Explains an unknown time zone: offsets, Windows names, abbreviations and misspellings.

import { distance } from '../../text/distance.ts';
import { trimAscii } from '../../text/trim-ascii.ts';
import { ScheduleError } from '../schedule-error.ts';
import { quote } from './quote.ts';
import { windowsZones } from './windows-zones.ts';
import { zoneAbbreviations } from './zone-abbreviations.ts';

/** Zones without clock changes whose offset is not a whole hour. */
const FRACTIONAL: Readonly<Record<string, string>> = {
  '+3:30': 'Asia/Tehran',
  '+4:30': 'Asia/Kabul',
  '+5:30': 'Asia/Kolkata',
  '+5:45': 'Asia/Kathmandu',
  '+6:30': 'Asia/Yangon',
  '+8:45': 'Australia/Eucla',
  '+9:30': 'Australia/Darwin',
  '-9:30': 'Pacific/Marquesas',
};
/** Current names of zones that Node.js lists under their former names. */
const NEWER = [
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Yangon',
  'Asia/Ho_Chi_Minh',
  'Europe/Kyiv',
  'America/Nuuk',
  'America/Argentina/Buenos_Aires',
  'Atlantic/Faroe',
];
const FORMER = new Set([
  'Asia/Calcutta',
  'Asia/Katmandu',
  'Asia/Rangoon',
  'Asia/Saigon',
  'Europe/Kiev',
  'America/Godthab',
  'America/Buenos_Aires',
  'Atlantic/Faeroe',
]);
/** Longer names are not misspellings of a zone. */
const LENGTH_AT_MOST = 100;

interface ListedZone {
  name: string;
  words: string;
  /** The words of the city. */
  city: string;
}

let listed: readonly ListedZone[] | undefined;

/** The error for a name that is not the exact name of a zone. */
export function explainZone(name: string, canonical: string | undefined): ScheduleError {
  const text = trimAscii(name).replace(/^(?::|posix\/|right\/)+/i, '');
  if (canonical !== undefined) return didYouMean(name, [canonical]);
  if (text.length > LENGTH_AT_MOST) return unknown(name);
  return explainOffset(name, text) ?? explainName(name, text);
}

/** `+02:00`, `UTC+2`, `GMT-5`, `Z` */
function explainOffset(name: string, text: string): ScheduleError | undefined {
  if (/^(?:Z|Zulu)$/i.test(text)) return didYouMean(name, ['UTC']);
  const [matched, sign, hours, minutes = '00'] =
    /^(?:UTC|GMT)?\s*([+\-\u2212])\s*(\d{1,2}):?(\d{2})?$/i.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const hour = Number(hours);
  const isEast = sign === '+';
  const zone =
    minutes === '00' ? wholeHours(hour, isEast) : FRACTIONAL[`${isEast ? '+' : '-'}${hour}:${minutes}`];
  const explanation = `${quote(name)} is an offset, which says nothing about summer time; write the name of a time zone, such as "Europe/Berlin"`;
  if (zone === undefined) return error(`${explanation} or "UTC"`);
  const inverted = zone.startsWith('Etc/') ? ' (the sign in Etc/GMT is inverted)' : '';
  return error(`${explanation}, or "${zone}" for this offset all year${inverted}`, zone);
}

/** `Etc/GMT-2` is two hours east of Greenwich. */
function wholeHours(hour: number, isEast: boolean): string | undefined {
  if (hour === 0) return 'UTC';
  if (hour > (isEast ? 14 : 12)) return undefined;
  return `Etc/GMT${isEast ? '-' : '+'}${hour}`;
}

function explainName(name: string, text: string): ScheduleError {
  const windows = windowsZones.get(text.toLowerCase());
  if (windows !== undefined) return error(`${quote(name)} is a Windows name; write "${windows}"`, windows);
  if (/^(?:local|localtime|system|default|\/etc\/localtime)$/i.test(text)) {
    return error(
      `${quote(name)} depends on the machine; write the name of a time zone, such as "Europe/Berlin" or "UTC"`,
    );
  }
  if (/^(?:[A-Za-z]{3,}|<[^<>]*>)[+-]?\d{1,2}(?:[A-Za-z]{3,}|<|,|$)/.test(text)) {
    return error(
      `${quote(name)} is a rule of POSIX; write the name of a time zone, such as "Europe/Berlin" or "America/New_York"`,
    );
  }
  const words = wordsOf(text);
  const isLong = text.includes('/');
  const found =
    zoneAbbreviations.get(words.replace(/ (?:(?:standard|daylight|summer) )?time$/, '')) ??
    zoneAbbreviations.get(words) ??
    named(text) ??
    (isLong ? zoneAbbreviations.get(wordsOf(text.slice(text.lastIndexOf('/') + 1))) : undefined) ??
    namedWithin(text) ??
    nearest(text);
  return found.length === 0 ? unknown(name) : didYouMean(name, found);
}

/** `new york`, from `America/New_York`, `New York (US & Canada)` or `NEW-YORK`. */
function wordsOf(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}|\([^()]*\)|&/gu, '')
    .toLowerCase()
    .split(/[\s_.,-]+/)
    .filter((word) => word !== '')
    .join(' ');
}

/** Zones with the same words, or whose city has the same words. */
function named(text: string): string[] | undefined {
  const words = wordsOf(text);
  const same = listZones().filter((zone) => zone.words === words);
  if (same.length > 0) return same.map(({ name }) => name);
  const cities = listZones().filter((zone) => zone.city === words);
  return cities.length > 0 ? cities.slice(0, 3).map(({ name }) => name) : undefined;
}

/** `(UTC+01:00) Amsterdam, Berlin`, `Europe/London GMT` */
function namedWithin(text: string): string[] | undefined {
  const parts = text.replace(/^\([^()]*\)/, '').split(/,|\s(?=[A-Z]{3,5}$)/);
  return parts.length > 1 || text.startsWith('(') ? named((parts[0] ?? '').trim()) : undefined;
}

/** The zones with the fewest differing letters, if these are few for the length of the text. */
function nearest(text: string): string[] {
  const words = wordsOf(text);
  const limit = Math.min(3, Math.floor(words.length / 4));
  let best = limit;
  let found: string[] = [];
  for (const zone of listZones()) {
    const difference = Math.min(
      distance(words, zone.words, best),
      text.includes('/') ? Infinity : distance(words, zone.city, best),
    );
    if (difference > best) continue;
    if (difference < best) found = [];
    best = difference;
    found.push(zone.name);
  }
  return found.slice(0, 3);
}

/** Computed once: a request can have a thousand misspelled zones. */
function listZones(): readonly ListedZone[] {
  listed ??= [...Intl.supportedValuesOf('timeZone').filter((name) => !FORMER.has(name)), ...NEWER].map(
    (name) => ({
      name,
      words: wordsOf(name),
      city: wordsOf(name.slice(name.lastIndexOf('/') + 1)),
    }),
  );
  return listed;
}

function didYouMean(name: string, zones: readonly string[]): ScheduleError {
  const [first, ...more] = zones;
  const list = zones.map((zone) => `"${zone}"`).join(' or ');
  return error(
    `${quote(name)} is not an IANA time zone; did you mean ${list}?`,
    more.length === 0 ? first : undefined,
  );
}

function unknown(name: string): ScheduleError {
  return error(`${quote(name)} is not an IANA time zone, such as "Europe/Berlin" or "UTC"`);
}

function error(message: string, timezone?: string): ScheduleError {
  return new ScheduleError('timezone', message, timezone === undefined ? undefined : { timezone });
}
