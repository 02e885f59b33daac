// Between a time of day on certain days and the cron expression that says the same.

export interface Clock {
  kind: 'daily' | 'weekly' | 'monthly';
  /** `09:00` */
  time: string;
  /** From 1, Monday, to 7. */
  weekdays: number[];
  /** `1` to `31`, or `L`: the last. */
  monthDay: string;
}

export const anyClock: Clock = { kind: 'daily', time: '09:00', weekdays: [1, 2, 3, 4, 5], monthDay: '1' };

const macros: Record<string, string> = {
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Null where an expression says more, or something else. */
export function parseClock(expression: string): Clock | null {
  const text = expression.trim();
  const fields = (macros[text.toLowerCase()] ?? text).split(/\s+/);
  // Seconds in front.
  if (fields.length === 6 && /^00?$/.test(fields[0]!)) fields.shift();
  const [minute = '', hour = '', day = '', month, weekday = '', ...rest] = fields;
  if (month !== '*' || rest.length > 0 || !isWithin(minute, 0, 59) || !isWithin(hour, 0, 23)) return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return { ...anyClock, kind: 'daily', time };
  if (weekday === '*') {
    const monthDay = day.toUpperCase();
    if (monthDay !== 'L' && !isWithin(day, 1, 31)) return null;
    return { ...anyClock, kind: 'monthly', time, monthDay: monthDay.replace(/^0/, '') };
  }
  const weekdays = day === '*' ? parseWeekdays(weekday) : null;
  return weekdays && { ...anyClock, kind: 'weekly', time, weekdays };
}

/** Empty where something is missing. */
export function writeClock({ kind, time, weekdays, monthDay }: Clock): string {
  const [hour, minute] = time.split(':').map(Number);
  if (hour === undefined || minute === undefined || (kind === 'weekly' && weekdays.length === 0)) return '';
  const days = { daily: '* * *', weekly: `* * ${writeWeekdays(weekdays)}`, monthly: `${monthDay} * *` };
  return `${minute} ${hour} ${days[kind]}`;
}

/** Why nothing can be written yet. */
export function tellMissing(time: string): string {
  return time === '' ? 'still needs a time of day' : 'still needs a day of the week';
}

export function isSameClock(one: Clock, other: Clock | null): boolean {
  return writeClock(one) !== '' && other !== null && writeClock(one) === writeClock(other);
}

function parseWeekdays(list: string): number[] | null {
  const days = new Set<number>();
  for (const item of list.toUpperCase().split(',')) {
    const [first, last = first, ...rest] = item.split('-').map(readWeekday);
    if (first === undefined || last === undefined || rest.length > 0) return null;
    if (first < 0 || last < 0 || last < first) return null;
    for (let day = first; day <= last; day++) days.add(day % 7 || 7);
  }
  return [...days].sort((a, b) => a - b);
}

/** 0 to 7, both ends Sunday; -1 where it is no single day. */
function readWeekday(text: string): number {
  return isWithin(text, 0, 7) ? Number(text) : names.indexOf(text);
}

/** `1-5`, `1,3,5`, `0,6` */
function writeWeekdays(weekdays: readonly number[]): string {
  const days = weekdays.map((day) => day % 7).sort((a, b) => a - b);
  if (days.length === 7) return '*';
  const isRow = days.every((day, index) => day === days[0]! + index);
  return isRow && days.length > 2 ? `${days[0]}-${days.at(-1)}` : days.join(',');
}

function isWithin(text: string, least: number, most: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) >= least && Number(text) <= most;
}
