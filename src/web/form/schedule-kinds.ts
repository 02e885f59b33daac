// Schedule kinds of the form, and calendar kinds as cron expressions.
import type { Job } from '../../../client/src/index.ts';

export const kinds = ['interval', 'daily', 'weekly', 'monthly', 'cron', 'once'] as const;
export type Kind = (typeof kinds)[number];

export const scheduleTypes = {
  interval: 'recurring',
  daily: 'cron',
  weekly: 'cron',
  monthly: 'cron',
  cron: 'cron',
  once: 'specific_time',
} as const satisfies Record<Kind, Job['schedule_type']>;

/** The form kind of a stored schedule. Simple cron expressions are shown as daily, weekly or monthly. */
export function kindOf(job: Pick<Job, 'schedule_type' | 'cron_expression'>): Kind {
  if (job.schedule_type === 'recurring') return 'interval';
  if (job.schedule_type === 'specific_time') return 'once';
  return parseCalendar(job.cron_expression ?? '')?.kind ?? 'cron';
}

export function isCalendarKind(kind: Kind): kind is CalendarSchedule['kind'] {
  return kind === 'daily' || kind === 'weekly' || kind === 'monthly';
}

export interface CalendarSchedule {
  kind: 'daily' | 'weekly' | 'monthly';
  /** `09:00` */
  time: string;
  /** 1 is Monday, 7 is Sunday. */
  weekdays: number[];
  /** `1` to `31`, or `L` for the last day. */
  monthDay: string;
}

/** Converts daily, weekly and monthly schedules to cron expressions and back. */
export const defaultCalendar: CalendarSchedule = {
  kind: 'daily',
  time: '09:00',
  weekdays: [1, 2, 3, 4, 5],
  monthDay: '1',
};

const macros: Record<string, string> = {
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Returns null if the expression is not a plain daily, weekly or monthly schedule. */
export function parseCalendar(expression: string): CalendarSchedule | null {
  const text = expression.trim();
  const fields = (macros[text.toLowerCase()] ?? text).split(/\s+/);
  // Drop a leading seconds field of zero.
  if (fields.length === 6 && /^00?$/.test(fields[0]!)) fields.shift();
  const [minute = '', hour = '', day = '', month, weekday = '', ...rest] = fields;
  if (month !== '*' || rest.length > 0 || !isWithin(minute, 0, 59) || !isWithin(hour, 0, 23)) return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return { ...defaultCalendar, kind: 'daily', time };
  if (weekday === '*') {
    const monthDay = day.toUpperCase();
    if (monthDay !== 'L' && !isWithin(day, 1, 31)) return null;
    return { ...defaultCalendar, kind: 'monthly', time, monthDay: monthDay.replace(/^0/, '') };
  }
  const weekdays = day === '*' ? parseWeekdays(weekday) : null;
  return weekdays && { ...defaultCalendar, kind: 'weekly', time, weekdays };
}

/** Returns an empty string if the time or the weekdays are missing. */
export function writeCalendar({ kind, time, weekdays, monthDay }: CalendarSchedule): string {
  const [hour, minute] = time.split(':').map(Number);
  if (hour === undefined || minute === undefined || (kind === 'weekly' && weekdays.length === 0)) return '';
  const days = { daily: '* * *', weekly: `* * ${writeWeekdays(weekdays)}`, monthly: `${monthDay} * *` };
  return `${minute} ${hour} ${days[kind]}`;
}

/** Asks for the part without which no cron expression can be written. */
export function missingPartText(time: string): string {
  return time === '' ? 'Choose a time of day.' : 'Choose at least one weekday.';
}

function isSameCalendar(one: CalendarSchedule, other: CalendarSchedule | null): boolean {
  return writeCalendar(one) !== '' && other !== null && writeCalendar(one) === writeCalendar(other);
}

/** The cron expression of the form. A typed expression with the same meaning is kept, not rewritten. */
export function cronOf(values: Omit<CalendarSchedule, 'kind'> & { kind: Kind; cron: string }): string {
  const { kind, cron } = values;
  if (!isCalendarKind(kind)) return cron.trim();
  const calendar: CalendarSchedule = { ...values, kind };
  return isSameCalendar(calendar, parseCalendar(cron)) ? cron.trim() : writeCalendar(calendar);
}

function parseWeekdays(list: string): number[] | null {
  const days = new Set<number>();
  for (const item of list.toUpperCase().split(',')) {
    const [first, last = first, ...rest] = item.split('-').map(parseWeekday);
    if (first === undefined || last === undefined || rest.length > 0) return null;
    if (first < 0 || last < 0 || last < first) return null;
    for (let day = first; day <= last; day++) days.add(day % 7 || 7);
  }
  return [...days].sort((a, b) => a - b);
}

/** 0 to 7, where 0 and 7 are Sunday; -1 if the text is not a weekday. */
function parseWeekday(text: string): number {
  return isWithin(text, 0, 7) ? Number(text) : names.indexOf(text);
}

/** `1-5`, `1,3,5`, `0,6` */
function writeWeekdays(weekdays: readonly number[]): string {
  const days = weekdays.map((day) => day % 7).sort((a, b) => a - b);
  if (days.length === 7) return '*';
  const isRange = days.every((day, index) => day === days[0]! + index);
  return isRange && days.length > 2 ? `${days[0]}-${days.at(-1)}` : days.join(',');
}

function isWithin(text: string, min: number, max: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) >= min && Number(text) <= max;
}
