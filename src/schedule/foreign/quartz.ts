// Recognizes Quartz and EventBridge expressions: `?`, a year, weekdays from Sunday = 1.

import type { Field } from '../cron-field.ts';
import { DAY_OF_MONTH, DAY_OF_WEEK, HOUR, MINUTE, MONTH, SECOND } from '../cron-fields.ts';
import { writeWrapped } from '../wrapped-range.ts';
import { type Context, type Finding, isCron } from './finding.ts';
import { isYear, type YearBounds, yearBounds } from './years.ts';

interface Parts {
  dialect: 'Quartz' | 'EventBridge' | undefined;
  /** From seconds to day of week. */
  fields: string[];
  year: string | undefined;
}

const FIELDS: readonly Field[] = [SECOND, MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK];

/** `isEventBridge`: the expression was written as `cron(…)`. */
export function findQuartz(text: string, context: Context, isEventBridge = false): Finding | undefined {
  const parts = split(text.toUpperCase().split(/\s+/), isEventBridge);
  if (parts === undefined) return undefined;
  const { dialect, year } = parts;
  const bounds: YearBounds | undefined = year === undefined ? {} : yearBounds(year, context.zone);
  const fields = parts.fields.map((field) => (field === '?' ? '*' : field));
  const weekday = fields[5] ?? '*';
  const isNumeric =
    weekday === 'L' ||
    (/(?<![#\d])[1-7]/.test(weekday.replaceAll(/\/\d+/g, '')) && !/(?<![\d#/])0/.test(weekday));
  const hasNumbers = isNumeric && dialect !== undefined;
  const converted = fields.map((field, index) =>
    unwrap(FIELDS[index] as Field, index === 5 && hasNumbers ? nameWeekdays(field) : field),
  );
  const expression = (converted[0] === '0' ? converted.slice(1) : converted).join(' ');
  if (!isCron(expression)) return undefined;

  const asterisk = parts.fields.includes('?') ? ['write * for ?'] : [];
  const drop = year === undefined ? [] : [dropText(year, dialect, bounds)];
  const days = hasNumbers
    ? [`${dialect} counts weekdays from Sunday = 1: ${weekday} is ${converted[5]}`]
    : [];
  const isAmbiguous = isNumeric && dialect === undefined && asterisk.length > 0;
  if (isAmbiguous) {
    const other = nameWeekdays(weekday);
    days.push(
      `weekday ${weekday} counts from Sunday = 0 here; write "${[...expression.split(' ').slice(0, -1), other].join(' ')}" if it counts from Sunday = 1, as in Quartz and EventBridge, or "${expression}" if it does not`,
    );
  }
  const isSame = bounds !== undefined && !isAmbiguous;
  return {
    message: [nameOf(parts), ...asterisk, ...drop, ...days].join('; '),
    suggestion: isSame ? { cron_expression: expression, ...bounds } : undefined,
  };
}

function nameOf({ dialect, fields, year }: Parts): string {
  if (dialect === 'EventBridge')
    return 'this is an EventBridge expression, which has no seconds and ends with a year';
  if (dialect === 'Quartz') return 'this is a Quartz expression';
  return fields.includes('?')
    ? '? is Quartz syntax'
    : `the last field "${year}" looks like the year of EventBridge`;
}

function dropText(year: string, dialect: Parts['dialect'], bounds: YearBounds | undefined): string {
  const place = dialect === 'Quartz' ? 'seventh' : 'last';
  const drop = `drop the ${place} field: there is no year field`;
  if (bounds === undefined) return `${drop}, and starts_at and ends_at cannot express "${year}"`;
  return Object.keys(bounds).length === 0 ? drop : `${drop}; starts_at and ends_at limit the years`;
}

/** Undefined if the text has no sign of these dialects. */
function split(parts: string[], isEventBridge: boolean): Parts | undefined {
  const last = parts.at(-1) ?? '';
  switch (parts.length) {
    case 7:
      return isYear(last) ? { dialect: 'Quartz', fields: parts.slice(0, 6), year: last } : undefined;
    case 6: {
      const yearLast: Parts = { dialect: 'EventBridge', fields: ['0', ...parts.slice(0, 5)], year: last };
      if (isEventBridge || parts[2] === '?' || parts[4] === '?') return isYear(last) ? yearLast : undefined;
      if (parts.includes('?')) return { dialect: 'Quartz', fields: parts, year: undefined };
      return isYear(last) ? { ...yearLast, dialect: undefined } : undefined;
    }
    case 5:
      if (!parts.includes('?') && !isEventBridge) return undefined;
      return { dialect: isEventBridge ? 'EventBridge' : undefined, fields: ['0', ...parts], year: undefined };
    default:
      return undefined;
  }
}

/** Converts weekday numbers from Sunday = 1 to names: `2-6` → `MON-FRI`, `6L` → `FRIL`, `6#3` → `FRI#3`, `1/2` → a list. */
function nameWeekdays(text: string): string {
  if (text === 'L') return 'SAT';
  return text
    .split(',')
    .map((item) => {
      const [matched, low, high, step] = /^([1-7])(?:-([1-7]))?(?:\/([1-7]))?$/.exec(item) ?? [];
      if (matched === undefined || step === undefined) {
        return item.replaceAll(/(?<![#/\d])[1-7](?!\d)/g, (day) => DAY_OF_WEEK.names[Number(day) - 1] ?? day);
      }
      const from = Number(low);
      const to = high === undefined ? 7 : Number(high);
      const days: string[] = [];
      for (let day = from; day <= to + (to < from ? 7 : 0); day += Number(step)) {
        days.push(DAY_OF_WEEK.names[(day - 1) % 7] ?? '');
      }
      return days.join(',');
    })
    .join(',');
}

/** Writes ranges that wrap around as lists. Other text stays. */
export function unwrap(field: Field, text: string): string {
  return text
    .split(',')
    .map((item) => {
      const [matched, low = '', high = '', step] =
        /^([A-Z]{3}|\d{1,2})-([A-Z]{3}|\d{1,2})(?:\/(\d{1,3}))?$/.exec(item) ?? [];
      if (matched === undefined || (field === DAY_OF_WEEK && high === 'SUN' && low === 'MON')) return item;
      const [from, to, by] = [valueOf(field, low), valueOf(field, high), Number(step ?? 1)];
      if (from === undefined || to === undefined || from <= to || by < 1 || by > field.size) return item;
      return writeWrapped(field, from, to, by, /[A-Z]/.test(item));
    })
    .join(',');
}

function valueOf(field: Field, text: string): number | undefined {
  const value = /^\d/.test(text) ? Number(text) : field.names.indexOf(text) + field.min;
  const isKnown = /^\d/.test(text) || field.names.includes(text);
  return isKnown && value >= field.min && value <= field.max ? value : undefined;
}
