// Recognizes recurrence rules of iCalendar (RFC 5545): `FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=9;BYMINUTE=0`.

import { type Finding, findCron, suggestInterval } from './finding.ts';

/** The names of weekdays in iCalendar, and those of cron expressions. */
export const WEEKDAYS: Readonly<Record<string, string>> = {
  SU: 'SUN',
  MO: 'MON',
  TU: 'TUE',
  WE: 'WED',
  TH: 'THU',
  FR: 'FRI',
  SA: 'SAT',
};
const UNITS = { MINUTELY: 'minute', HOURLY: 'hour' } as const;
const MESSAGE = 'this is a recurrence rule of iCalendar, not a cron expression';
/** Parts with which a cron expression can have the same meaning. */
const KNOWN = [
  'FREQ',
  'INTERVAL',
  'BYDAY',
  'BYHOUR',
  'BYMINUTE',
  'BYSECOND',
  'BYMONTHDAY',
  'BYMONTH',
  'WKST',
];

export function findRecurrenceRule(text: string): Finding | undefined {
  const rule = text
    .toUpperCase()
    .split(/\s/)
    .find((word) => /(?:^|[:;])FREQ=/.test(word))
    ?.replace(/^RRULE:/, '');
  if (rule === undefined) return undefined;
  const parts = Object.fromEntries(
    rule.split(';').map((part): [string, string | undefined] => {
      const [name = '', value] = part.split('=', 2);
      return [name, value];
    }),
  );
  return (
    findMeaning(parts, text) ?? {
      message: `${MESSAGE}; write its days and times as five fields, such as "0 9 * * MON,WED"`,
    }
  );
}

function findMeaning(parts: Readonly<Record<string, string | undefined>>, text: string): Finding | undefined {
  // The start of the rule chooses the times that the rule leaves open.
  if (/DTSTART/i.test(text) || Object.keys(parts).some((name) => !KNOWN.includes(name))) return undefined;
  const { FREQ: frequency = '', INTERVAL: step = '1', BYDAY: days, BYHOUR: hour, BYMINUTE: minute } = parts;
  const { BYSECOND: second = '0', BYMONTHDAY: date = '*', BYMONTH: month = '*' } = parts;
  const isBare = [days, hour, minute, parts['BYSECOND'], parts['BYMONTHDAY'], parts['BYMONTH']].every(
    (part) => part === undefined,
  );
  if (isBare && (frequency === 'MINUTELY' || frequency === 'HOURLY')) {
    const value = Number(step);
    const isValid = /^\d{1,6}$/.test(step) && value >= 1 && value <= 100_000;
    return isValid ? { message: MESSAGE, suggestion: suggestInterval(UNITS[frequency], value) } : undefined;
  }
  const weekdays = days === undefined ? '*' : namesOf(days);
  if (second !== '0' || step !== '1' || minute === undefined || weekdays === undefined) return undefined;
  // Both must match in a rule; in a cron expression, either.
  if (weekdays !== '*' && date !== '*') return undefined;
  const isComplete = {
    HOURLY: true,
    DAILY: hour !== undefined,
    WEEKLY: hour !== undefined && days !== undefined && date === '*',
    MONTHLY: hour !== undefined && (date !== '*' || days !== undefined),
    YEARLY: hour !== undefined && month !== '*' && date !== '*',
  }[frequency];
  if (isComplete !== true || date.includes('-')) return undefined;
  return findCron(`${minute} ${hour ?? '*'} ${date} ${month} ${weekdays}`, MESSAGE);
}

/** `MO,WE` → `MON,WED`, `1MO` → `MON#1`, `-1FR` → `FRIL` */
function namesOf(days: string): string | undefined {
  const names = days.split(',').map((item) => {
    const [, nth = '', day = ''] = /^(-1|[1-5])?([A-Z]{2})$/.exec(item) ?? [];
    const name = WEEKDAYS[day];
    return name && `${name}${nth === '-1' ? 'L' : nth === '' ? '' : `#${nth}`}`;
  });
  return names.includes(undefined) ? undefined : names.join(',');
}
