// Parses and writes days off as text: one date or date range per line.
import type { Job } from '../../../client/src/index.ts';
import type { ReportError } from './field-error.ts';

export type DaysOff = Job['exclude'];

const DAY = String.raw`\d{4}-\d{2}-\d{2}`;
/** Also accepts `2027-12-27 to 2027-12-31`, `2027-12-27/2027-12-31` and `2027-12-27..2027-12-31`. */
const LINE = new RegExp(String.raw`^(${DAY})(?:\s*(?:[-–—/]|\.\.|to)\s*(${DAY}))?[,;]?$`, 'i');

/** Skips empty lines. Reports an invalid line at its index in the request body. */
export function parseDaysOff(text: string, report: ReportError): DaysOff {
  return filledLines(text).map(({ line }, index) => {
    const [, from, to] = LINE.exec(line) ?? [];
    const pointer = `/exclude/${index}`;
    if (from === undefined) {
      report(pointer, 'must be a date, such as 2027-12-24, or a range, such as 2027-12-24 – 2027-12-31');
      return line;
    }
    if (to === undefined) return from;
    if (to < from) report(pointer, 'has its last day before its first day');
    return { from, to };
  });
}

export function writeDaysOff(days: DaysOff): string {
  return days.map((item) => (typeof item === 'string' ? item : `${item.from} – ${item.to}`)).join('\n');
}

/** Line number, counted from 1, of the item at this index. */
export function lineOf(text: string, index: number): number {
  return filledLines(text)[index]?.number ?? index + 1;
}

function filledLines(text: string): { line: string; number: number }[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
}
