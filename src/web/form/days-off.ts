// Days off as text: a date a line, or two with a dash between them.
import type { Job } from '../../../client/src/index.ts';
import type { Refuse } from './errors.ts';

export type DaysOff = Job['exclude'];

const DAY = String.raw`\d{4}-\d{2}-\d{2}`;
/** Also as it is written elsewhere: `2027-12-27 to 2027-12-31`, `2027-12-27/2027-12-31`. */
const LINE = new RegExp(String.raw`^(${DAY})(?:\s*(?:[-–—/]|\.\.|to)\s*(${DAY}))?[,;]?$`, 'i');

/** Lines without anything on them do not count; what is no date is refused where the body would have it. */
export function parseDaysOff(text: string, refuse: Refuse): DaysOff {
  return filledLines(text).map(({ line }, index) => {
    const [, from, to] = LINE.exec(line) ?? [];
    const pointer = `/exclude/${index}`;
    if (from === undefined) {
      refuse(pointer, 'is not a date such as 2027-12-24, nor two of them with – between');
      return line;
    }
    if (to === undefined) return from;
    if (to < from) refuse(pointer, 'has its last day before its first');
    return { from, to };
  });
}

export function writeDaysOff(days: DaysOff): string {
  return days.map((item) => (typeof item === 'string' ? item : `${item.from} – ${item.to}`)).join('\n');
}

/** The line, counted from 1, on which the item with this index stands. */
export function lineOf(text: string, index: number): number {
  return filledLines(text)[index]?.number ?? index + 1;
}

function filledLines(text: string): { line: string; number: number }[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
}
