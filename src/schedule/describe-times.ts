// Describes the times of day of a cron expression in English.

import { constantStep, count, evenStep, join, list, pad, units } from './wording.ts';

export interface TimesText {
  text: string;
  /** The text names times or hours of the day, so the description must also name the days. */
  isOfDay: boolean;
}

const MAX_CLOCK_TIMES = 8;

/** Each argument: the matching values, sorted. */
export function describeTimes(
  seconds: readonly number[],
  minutes: readonly number[],
  hours: readonly number[],
): TimesText {
  const [second, ...more] = seconds;
  const text =
    second === undefined || more.length > 0
      ? describeSeconds(seconds, minutes, hours)
      : describeMinutes(second, minutes, hours);
  return { text, isOfDay: hours.length < 24 };
}

/** Tries the most regular form first. Every form lists all times. */
function describeMinutes(second: number, minutes: readonly number[], hours: readonly number[]): string {
  const tail = second === 0 ? '' : `:${pad(second)}`;
  const atSecond = second === 0 ? '' : ` at second ${second}`;
  const mark = (minute: number) => `:${pad(minute)}${tail}`;
  const clock = (hour: number, minute: number) => `${pad(hour)}${mark(minute)}`;
  const all = hours.length === 24;
  const during = during24(hours);
  const clockTimes = () =>
    `At ${join(hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute))))}`;
  const times = hours.length * minutes.length;
  const [minute = 0] = minutes;
  const [hour = 0] = hours;
  const lastMinute = minutes.at(-1) ?? 0;
  const lastHour = hours.at(-1) ?? 0;

  if (minutes.length === 60) return `Every minute${atSecond}${during}`;
  if (minutes.length === 1) {
    if (all) return `Every hour at ${mark(minute)}`;
    const step = constantStep(hours) ?? 0;
    if (evenStep(hours, 24) !== undefined && (hours.length === 3 || hours.length === 4)) {
      return `Every ${step} hours, at ${join(hours.map((value) => clock(value, minute)))}`;
    }
    if (step > 0 && hours.length >= (step === 1 ? 4 : 5)) {
      return `Every ${units(step, 'hour')} from ${clock(hour, minute)} to ${clock(lastHour, minute)}`;
    }
  }
  if (!all && times <= MAX_CLOCK_TIMES / 2) return clockTimes();
  const even = minutes.length > 1 ? evenStep(minutes, 60) : undefined;
  if (even !== undefined) {
    const every = `Every ${even} minutes`;
    if (minute === 0) return `${every}${atSecond}${during}`;
    if (!all && isRun(hours)) {
      return `${every} from ${clock(hour, minute)} to ${clock(lastHour, lastMinute)}`;
    }
    const phase = minutes.length <= 6 ? `at ${join(minutes.map(mark))}` : `starting at ${mark(minute)}`;
    return `${every}, ${phase} past the hour${after(during)}`;
  }
  if (!all && times <= MAX_CLOCK_TIMES) return clockTimes();
  const step = constantStep(minutes) ?? 0;
  if (step > 0 && minutes.length >= 5) {
    const toNextHour = minute + 60 - lastMinute;
    const shorter =
      all && toNextHour < step ? ` (the last gap of each hour is ${count(toNextHour, 'minute')})` : '';
    const from = `Every ${units(step, 'minute')} from ${mark(minute)} to ${mark(lastMinute)} past the hour`;
    return `${from}${shorter}${after(during)}`;
  }
  const marks = list(minutes, 'minute', mark);
  return all ? `Every hour at ${marks}` : `At ${marks} past the hour${after(during)}`;
}

function describeSeconds(
  seconds: readonly number[],
  minutes: readonly number[],
  hours: readonly number[],
): string {
  const even = seconds[0] === 0 ? evenStep(seconds, 60) : undefined;
  const which = list(seconds, 'second', String);
  const phrase =
    even !== undefined
      ? `Every ${units(even, 'second')}`
      : `At ${which.startsWith('every') ? '' : 'seconds '}${which}`;
  const during = during24(hours, ':59');
  if (minutes.length === 60) return `${phrase}${even === undefined ? ' of every minute' : ''}${during}`;
  const minutesText = minutes.length === 1 ? 'minute' : 'minutes';
  if (hours.length * minutes.length <= MAX_CLOCK_TIMES / 2) {
    const times = hours.flatMap((hour) => minutes.map((minute) => `${pad(hour)}:${pad(minute)}`));
    return `${phrase} of the minute${times.length === 1 ? '' : 's'} ${join(times)}`;
  }
  const marks = list(minutes, 'minute', (minute) => `:${pad(minute)}`);
  return `${phrase} of ${marks.startsWith('every') ? '' : `${minutesText} `}${marks} past the hour${after(during)}`;
}

/** ` between 09:00 and 17:59`, with a leading space. Empty for the whole day. */
function during24(hours: readonly number[], lastSecond = ''): string {
  if (hours.length === 24) return '';
  const windows: [first: number, last: number][] = [];
  for (const hour of hours) {
    const window = windows.at(-1);
    if (window && window[1] + 1 === hour) window[1] = hour;
    else windows.push([hour, hour]);
  }
  const isEachOneHour = windows.length === hours.length;
  if (windows.length === 1 || (windows.length === 2 && !isEachOneHour)) {
    const firstSecond = lastSecond === '' ? '' : ':00';
    return ` ${join(
      windows.map(
        ([first, last]) => `between ${pad(first)}:00${firstSecond} and ${pad(last)}:59${lastSecond}`,
      ),
    )}`;
  }
  const which = list(hours, 'hour', pad);
  return ` during ${which.startsWith('every') ? '' : 'hours '}${which}`;
}

function after(during: string): string {
  return during === '' ? '' : `,${during}`;
}

function isRun(values: readonly number[]): boolean {
  return values.length === 1 || constantStep(values) === 1;
}
