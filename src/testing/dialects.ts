// Generates expressions of other schedulers together with their meaning, independently of the readers in `schedule/`.
import fc, { type Arbitrary } from 'fast-check';
import {
  any,
  clock,
  type Foreign,
  field,
  type IsDay,
  isLast,
  isNth,
  months,
  NAMES,
  number,
  range,
  UTC,
} from './dialect-fields.ts';

/** A part of an expression that chooses days. */
const dated = (text: string, isDay: IsDay) => ({ text, isDay });

export const quartz: Arbitrary<Foreign> = fc
  .record({ parts: clock, seconds: fc.oneof(number(0, 0), field(0, 59)), hasYear: fc.boolean() })
  .map(({ parts: { minutes, hours, months, days, years }, seconds, hasYear }) => ({
    text: [seconds.text, minutes.text, hours.text, days.dayOfMonth, months.text, days.dayOfWeek]
      .concat(hasYear ? [years.text] : [])
      .join(' '),
    meaning: {
      ...UTC,
      seconds: seconds.values,
      minutes: minutes.values,
      hours: hours.values,
      isDay: (day) =>
        months.values.includes(day.month) && days.isDay(day) && (!hasYear || years.has(day.year)),
    },
  }));

export const eventBridge: Arbitrary<Foreign> = fc
  .record({ parts: clock, isCall: fc.boolean() })
  .map(({ parts: { minutes, hours, months, days, years }, isCall }) => {
    const text = [minutes.text, hours.text, days.dayOfMonth, months.text, days.dayOfWeek, years.text].join(
      ' ',
    );
    return {
      text: isCall ? `cron(${text})` : text,
      meaning: {
        ...UTC,
        minutes: minutes.values,
        hours: hours.values,
        isDay: (day) => months.values.includes(day.month) && days.isDay(day) && years.has(day.year),
      },
    };
  });

const weekdayNames = fc
  .uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 })
  .map((values) => ({ text: values.map((value) => NAMES[value]!).join(','), values }));

/** Lines of a crontab: names, a zone in front, a user and a command behind. Only one day field is restricted. */
export const crontab: Arbitrary<Foreign> = fc
  .record({
    minutes: fc.oneof(field(0, 59, { wraps: false }), number(0, 59)),
    hours: fc.oneof(field(0, 23, { wraps: false }), number(0, 23)),
    months,
    date: fc.option(field(1, 31, { wraps: false, steps: false })),
    weekdays: weekdayNames,
    isTokyo: fc.boolean(),
    around: fc.constantFrom('', 'root ', '> /dev/null '),
    isLower: fc.boolean(),
  })
  .map(({ minutes, hours, months, date, weekdays, isTokyo, around, isLower }) => {
    const fields = [
      minutes.text,
      hours.text,
      date?.text ?? '*',
      months.text,
      date === null ? weekdays.text : '*',
    ];
    const line = `${isTokyo ? 'CRON_TZ=Asia/Tokyo ' : ''}${fields.join(' ')} ${around}/usr/bin/backup --all`;
    return {
      text: isLower ? line.replaceAll(/\b[A-Z]{3}\b(?!_)/g, (name) => name.toLowerCase()) : line,
      meaning: {
        seconds: [0],
        aheadHours: isTokyo ? 9 : 0,
        minutes: minutes.values,
        hours: hours.values,
        isDay: (day) =>
          months.values.includes(day.month) &&
          (date === null ? weekdays.values.includes(day.weekday) : date.values.includes(day.date)),
      },
    };
  });

const two = (value: number) => String(value).padStart(2, '0');

/** `..` for ranges, weekday and date must both match. */
export const systemd: Arbitrary<Foreign> = fc
  .record({
    weekdays: fc.option(
      fc.oneof(
        weekdayNames,
        fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).map(([a, b]) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          return { text: `${NAMES[low]}..${NAMES[high]}`, values: range(low, high) };
        }),
      ),
      { freq: 1 },
    ),
    date: fc.option(
      fc.oneof(
        fc.integer({ min: 1, max: 28 }).map((n) => dated(`*-*-${two(n)}`, (day) => day.date === n)),
        fc
          .integer({ min: 1, max: 9 })
          .map((n) => dated(`*-*~${two(n)}`, (day) => day.date === day.last - n + 1)),
        fc.constant(dated('*-*-8..14', (day) => day.date >= 8 && day.date <= 14)),
        fc.constant(dated('*-1,7-01', (day) => day.date === 1 && [1, 7].includes(day.month))),
        fc.constant(dated('2028-*-*', (day) => day.year === 2028)),
      ),
      { freq: 1 },
    ),
    hour: fc.oneof(
      fc.integer({ min: 0, max: 23 }).map((n) => ({ text: two(n), values: [n] })),
      fc.constant({ text: '07..20', values: range(7, 20) }),
      fc.constant({ text: '*', values: range(0, 23) }),
      fc.constant({ text: '00/4', values: range(0, 23, 4) }),
    ),
    minute: fc.oneof(
      fc.integer({ min: 0, max: 59 }).map((n) => ({ text: two(n), values: [n] })),
      fc.constant({ text: '0/15', values: range(0, 59, 15) }),
    ),
    second: fc.option(fc.constantFrom(0, 30)),
    isTokyo: fc.boolean(),
  })
  .map(({ weekdays, date, hour, minute, second, isTokyo }) => {
    const time = [hour.text, minute.text].concat(second === null ? [] : [two(second)]).join(':');
    const parts = [weekdays?.text ?? '', date?.text ?? '', time, isTokyo ? 'Asia/Tokyo' : ''];
    return {
      text: parts.filter((part) => part !== '').join(' '),
      meaning: {
        seconds: [second ?? 0],
        aheadHours: isTokyo ? 9 : 0,
        minutes: minute.values,
        hours: hour.values,
        isDay: (day) => (weekdays?.values.includes(day.weekday) ?? true) && (date?.isDay(day) ?? true),
      },
    };
  });

/** `H` stands for one of the values of its range: the suggestion has the first, and spreads over all. */
export const jenkins: Arbitrary<Foreign> = fc
  .record({
    minute: fc.oneof(
      fc.constant({ text: 'H', values: [0], size: 60 }),
      fc.constant({ text: 'H(0-29)', values: [0], size: 30 }),
      fc.constant({ text: 'H/15', values: range(0, 59, 15), size: 15 }),
    ),
    hour: fc.oneof(number(0, 23), any(0, 23), field(0, 23, { wraps: false })),
    weekdays: fc.option(field(1, 5, { wraps: false, steps: false })),
  })
  .map(({ minute, hour, weekdays }) => ({
    text: `${minute.text} ${hour.text} * * ${weekdays?.text ?? '*'}`,
    spreadSeconds: minute.size * 60,
    meaning: {
      ...UTC,
      minutes: minute.values,
      hours: hour.values,
      isDay: (day) => weekdays?.values.includes(day.weekday) ?? true,
    },
  }));

const BYDAY = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Recurrence rules of iCalendar with a time of day. */
export const recurrenceRule: Arbitrary<Foreign> = fc
  .record({
    days: fc.oneof(
      fc.constant(dated('FREQ=DAILY', () => true)),
      weekdayNames.map(({ values }) =>
        dated(`FREQ=WEEKLY;BYDAY=${values.map((value) => BYDAY[value]).join(',')}`, (day) =>
          values.includes(day.weekday),
        ),
      ),
      fc
        .integer({ min: 1, max: 31 })
        .map((n) => dated(`FREQ=MONTHLY;BYMONTHDAY=${n}`, (day) => day.date === n)),
      fc
        .integer({ min: 0, max: 6 })
        .map((n) => ({ text: `FREQ=MONTHLY;BYDAY=-1${BYDAY[n]}`, isDay: isLast(n) })),
      fc
        .integer({ min: 0, max: 6 })
        .map((n) => ({ text: `FREQ=MONTHLY;BYDAY=2${BYDAY[n]}`, isDay: isNth(n, 2) })),
    ),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    hasPrefix: fc.boolean(),
  })
  .map(({ days, hour, minute, hasPrefix }) => ({
    text: `${hasPrefix ? 'RRULE:' : ''}${days.text};BYHOUR=${hour};BYMINUTE=${minute}`,
    meaning: { ...UTC, minutes: [minute], hours: [hour], isDay: days.isDay },
  }));

/** `@every 1h30m` and `rate(5 minutes)`, with the number of seconds. */
export const interval: Arbitrary<{ text: string; seconds: number }> = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 59 })).map(([hour, minute]) => ({
    text: `@every ${hour > 0 ? `${hour}h` : ''}${minute}m`,
    seconds: hour * 3_600 + minute * 60,
  })),
  fc.constantFrom(1, 5, 10, 15, 20, 30).map((seconds) => ({ text: `@every ${seconds}s`, seconds })),
  fc
    .integer({ min: 1, max: 600 })
    .map((minute) => ({ text: `rate(${minute} minute${minute === 1 ? '' : 's'})`, seconds: minute * 60 })),
  fc.integer({ min: 1, max: 90 }).map((hour) => ({ text: `PT${hour}H`, seconds: hour * 3_600 })),
  fc.integer({ min: 1, max: 90 }).map((day) => ({ text: `every ${day} days`, seconds: day * 86_400 })),
);
