// The day fields of a cron expression as bit masks of matching days.

/**
 * Returns the matching days of a month as a bit mask (bit 0 is the 1st). Day fields depend only on the length of the
 * month (28–31) and the weekday of its 1st (0 is Sunday), so 28 masks cover every month.
 */
export type DayRule = (length: number, firstWeekday: number) => number;

/** Index of a month in the table of {@link dayMasks}. */
export function monthKind(length: number, firstWeekday: number): number {
  return (length - 28) * 7 + firstWeekday;
}

/**
 * The masks of all 28 kinds of months. `null` means a field that is exactly `*`. When both fields are restricted, a day
 * that matches either field counts (crontab(5); docs/schedules.md).
 */
export function dayMasks(daysOfMonth: DayRule[] | null, daysOfWeek: DayRule[] | null): Int32Array {
  const rules =
    daysOfMonth === null && daysOfWeek === null
      ? [everyDay]
      : [...(daysOfMonth ?? []), ...(daysOfWeek ?? [])];
  const masks = new Int32Array(28);
  for (let length = 28; length <= 31; length++) {
    for (let firstWeekday = 0; firstWeekday < 7; firstWeekday++) {
      let mask = 0;
      for (const rule of rules) mask |= rule(length, firstWeekday);
      masks[monthKind(length, firstWeekday)] = mask & everyDay(length);
    }
  }
  return masks;
}

function everyDay(length: number): number {
  return 2 ** length - 1;
}

/** Days of the month: `1,15`. */
export function onDays(days: readonly number[]): DayRule {
  const mask = days.reduce((bits, day) => bits | bit(day), 0);
  return () => mask;
}

/** Weekdays: `1-5`. */
export function onWeekdays(weekdays: readonly number[]): DayRule {
  return (_length, firstWeekday) => {
    let mask = 0;
    for (const weekday of weekdays) {
      for (let day = firstOn(weekday, firstWeekday); day <= 31; day += 7) mask |= bit(day);
    }
    return mask;
  };
}

/** `5#3`: the nth such weekday, or no day in a month that has fewer. */
export function onNthWeekday(weekday: number, nth: number): DayRule {
  return (length, firstWeekday) => {
    const day = firstOn(weekday, firstWeekday) + 7 * (nth - 1);
    return day <= length ? bit(day) : 0;
  };
}

/** `5L`: the last such weekday. */
export function onLastWeekday(weekday: number): DayRule {
  return (length, firstWeekday) => {
    const first = firstOn(weekday, firstWeekday);
    return bit(first + 7 * Math.floor((length - first) / 7));
  };
}

/** `L-3`: the day this many days before the last day, or no day in a shorter month. */
export function onDayFromEnd(distance: number): DayRule {
  return (length) => (distance < length ? bit(length - distance) : 0);
}

/**
 * `15W`, `LW`: the working day (Monday to Friday) nearest to the day of `rule`, within the same month: Saturday the 1st
 * moves to Monday the 3rd. No day if `rule` matches none, so `31W` skips short months, as in Quartz.
 */
export function onNearestWorkday(rule: DayRule): DayRule {
  return (length, firstWeekday) => {
    const mask = rule(length, firstWeekday) & everyDay(length);
    if (mask === 0) return 0;
    const day = 32 - Math.clz32(mask);
    const weekday = (firstWeekday + day - 1) % 7;
    if (weekday === 6) return bit(day > 1 ? day - 1 : day + 2);
    if (weekday === 0) return bit(day < length ? day + 1 : day - 2);
    return bit(day);
  };
}

function firstOn(weekday: number, firstWeekday: number): number {
  return 1 + ((weekday - firstWeekday + 7) % 7);
}

function bit(day: number): number {
  return 1 << (day - 1);
}
