// Formats numbers, dates and times of day for descriptions and warnings.

import { ordinal } from '../text/ordinal.ts';
import { civilFromDays, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, weekday } from './civil.ts';
import { firstShown, segmentAt, type Zone } from './zone.ts';

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** 1–12 */
export function monthName(month: number): string {
  return MONTHS[month - 1] ?? '';
}

/** `a, b and c` */
export function join(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `1 day`, `2 days` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `hour`, `2 hours`: without the number 1 */
export function units(number: number, noun: string): string {
  return number === 1 ? noun : `${number} ${noun}s`;
}

/** At least two digits. */
export function pad(number: number): string {
  return String(number).padStart(2, '0');
}

/** The difference between consecutive values, if it is constant. Requires two values. */
export function constantStep(values: readonly number[]): number | undefined {
  const [first, second] = values;
  if (first === undefined || second === undefined) return undefined;
  const step = second - first;
  return values.every((value, index) => value === first + index * step) ? step : undefined;
}

/** The step of values that divide a cycle of `size` evenly, such as 0, 15, 30, 45 in 60. */
export function evenStep(values: readonly number[], size: number): number | undefined {
  const step = values.length === 1 ? size : constantStep(values);
  return step !== undefined && step * values.length === size ? step : undefined;
}

/**
 * Lists all values in order: `1, 5 to 9 and every 2nd day from 11 to 31`. Builds ranges greedily, and steps only if they
 * make a long list shorter or cover the whole list.
 */
export function list(values: readonly number[], unit: string, show: (value: number) => string): string {
  const items: string[] = [];
  for (let index = 0; index < values.length; ) {
    const first = values[index] as number;
    const step = (values[index + 1] ?? first) - first;
    let end = index + 1;
    while (end < values.length && values[end] === first + (end - index) * step) end++;
    const last = values[end - 1] as number;
    const isShorter =
      step === 1 ? end - index > 2 : end - index > 4 && (values.length > 8 || end - index === values.length);
    if (!isShorter) {
      items.push(show(first));
      index++;
      continue;
    }
    const range = `${show(first)} to ${show(last)}`;
    items.push(step === 1 ? range : `every ${ordinal(step)} ${unit} from ${range}`);
    index = end;
  }
  // `every 2nd hour from 03 to 11, and 20`: the comma separates the last value from the range before it.
  const steps = items.slice(0, -1).some((item) => item.startsWith('every'));
  return steps ? `${items.slice(0, -1).join(', ')}, and ${items.at(-1)}` : join(items);
}

/** `5 June 2027`, from local ms. */
export function dateText(local: number): string {
  const { year, month, day } = civilFromDays(Math.floor(local / DAY_MS));
  return `${day} ${monthName(month)} ${year}`;
}

/** `Saturday`, from local ms. */
export function weekdayText(local: number): string {
  return WEEKDAYS[weekday(Math.floor(local / DAY_MS))] ?? '';
}

/** `09:00`, from local ms. With seconds and milliseconds if they are not 0 or if `withSeconds` is set. */
export function timeText(local: number, withSeconds = false): string {
  const ofDay = local - Math.floor(local / DAY_MS) * DAY_MS;
  const minutes = `${pad(Math.floor(ofDay / HOUR_MS))}:${pad(Math.floor(ofDay / MINUTE_MS) % 60)}`;
  const millisecond = ofDay % SECOND_MS;
  if (ofDay % MINUTE_MS === 0 && !withSeconds) return minutes;
  const seconds = `${minutes}:${pad(Math.floor(ofDay / SECOND_MS) % 60)}`;
  return millisecond === 0 ? seconds : `${seconds}.${String(millisecond).padStart(3, '0')}`;
}

/** `5 June 2027 at 09:00`, from epoch ms. With the UTC offset if the clock showed this local time before. */
export function instantText(zone: Zone, at: number, withSeconds = false): string {
  const { offset } = segmentAt(zone, at);
  const local = at + offset;
  const offsetIfRepeated = firstShown(zone, local) === at ? '' : ` (${offsetText(offset)})`;
  return `${dateText(local)} at ${timeText(local, withSeconds)}${offsetIfRepeated}`;
}

/** `UTC+02:00` */
export function offsetText(offset: number): string {
  return `UTC${offset < 0 ? '-' : '+'}${timeText(Math.abs(offset))}`;
}

/** `, Europe/Berlin time`. The argument `utc` is the text for UTC. */
export function zoneText(zone: Zone, utc = ', UTC'): string {
  return zone.name === 'UTC' ? utc : `, ${zone.name} time`;
}
