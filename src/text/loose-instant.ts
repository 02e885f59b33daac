// Reads dates and times in the forms that people paste: epoch numbers, ISO 8601, RFC 2822, slashes.

/** The reading of a text: an instant, a local time without an offset, or two readings that are equally likely. */
export interface LooseInstant {
  /** Local date and time, `2027-01-31T09:00:00`. Two, if the order of day and month is not clear. */
  locals: string[];
  /** `Z` or `+01:00`. Undefined: the text has none. */
  offset: string | undefined;
}

/** Longer text is no date. Keeps the expressions cheap. */
const LENGTH_AT_MOST = 80;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const TIME =
  '(?:(?:t|,?\\s+(?:at\\s+)?)(?<hour>\\d{1,2})(?::(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,9})\\d*)?)?)?\\s*(?<half>[ap])?(?:(?<=[ap])\\.?m\\.?)?)?';
const COMPACT_TIME = '(?:t?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)?)?';
const OFFSET =
  '\\s*(?:(?:utc|gmt)?(?<offset>[+-]\\d{1,2}(?::?\\d\\d)?)|(?<zulu>z|utc|gmt))?(?:\\s*\\([^()]{1,40}\\)|\\[[\\w/+-]{1,40}\\])?';
const DATES = [
  ['(?<year>\\d{4})([-/.])(?<month>\\d{1,2})\\2(?<day>\\d{1,2})', TIME],
  ['(?<year>(?:19|20)\\d\\d)(?<month>\\d\\d)(?<day>\\d\\d)', COMPACT_TIME],
  ['(?<year>\\d{4})-?w(?<week>\\d\\d)-?(?<weekday>[1-7])', TIME],
  ['(?<year>\\d{4})-(?<ordinal>\\d{3})', TIME],
  [`(?<day>\\d{1,2})(?:st|nd|rd|th)?[ -]${MONTH}\\.?,?[ -](?<year>\\d{4})`, TIME],
  [`${MONTH}\\.?\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?,?\\s+(?<year>\\d{4})`, TIME],
  ['(?<first>\\d{1,2})(?<mark>[/.-])(?<other>\\d{1,2})\\k<mark>(?<year>\\d{4})', TIME],
].map(
  ([date, time]) =>
    new RegExp(
      `^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\\s+)?${date}${time}${OFFSET}$`,
      'i',
    ),
);

/** Undefined for text in no such form, and for days and times that do not exist. */
export function readLooseInstant(text: string): LooseInstant | undefined {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/["'\u2018-\u201f]/g, '')
    .trim();
  if (plain.length > LENGTH_AT_MOST) return undefined;
  return readEpoch(plain) ?? readDate(plain);
}

/** What to write in place of the text, for a message: `write "2027-01-31T09:00:00Z"`. */
export function adviseInstant(text: string): string | undefined {
  // A query decodes + as a space.
  if (/^\d{4}-\d\d-\d\dT[\d:.]{5,18} \d\d:?\d\d$/.test(text)) return 'in a URL, write + as %2B';
  const found = readLooseInstant(text);
  if (found === undefined) return undefined;
  const { locals, offset } = found;
  if (locals.length > 1)
    return `write ${locals.map((local) => `"${local}Z"`).join(' or ')}: the order of day and month is not clear`;
  if (offset === undefined)
    return `write "${locals[0]}Z" if this is UTC, otherwise its offset in place of Z, such as +01:00`;
  return `write "${locals[0]}${offset}"`;
}

/** Seconds, milliseconds or microseconds since 1970, which is later than 2001 in all of them. */
function readEpoch(text: string): LooseInstant | undefined {
  if (!/^\d{10}$|^\d{13}$|^\d{16}$/.test(text)) return undefined;
  const digits = text.slice(0, 13).padEnd(13, '0');
  const ms = Number(digits);
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toString().slice(0, -1);
  return { locals: [local], offset: 'Z' };
}

function readDate(text: string): LooseInstant | undefined {
  for (const form of DATES) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    const time = timeOf(groups);
    const dates = datesOf(groups);
    if (time === undefined) continue;
    const locals = dates.map((date) => date.toPlainDateTime(time).toString({ smallestUnit: unitOf(groups) }));
    if (locals.length > 0) return { locals, offset: offsetOf(groups) };
  }
  return undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

function unitOf({ fraction }: Groups): 'second' | 'millisecond' {
  return fraction === undefined ? 'second' : 'millisecond';
}

function datesOf(groups: Groups): Temporal.PlainDate[] {
  const { year = '', month, name = '', day, week, weekday, ordinal, first, other, mark } = groups;
  const start = date(Number(year), 1, 1);
  if (start === undefined) return [];
  if (ordinal !== undefined) {
    const days = Number(ordinal);
    return days >= 1 && days <= start.daysInYear ? [start.add({ days: days - 1 })] : [];
  }
  if (week !== undefined) {
    // January 4 is always in the first week.
    const monday = start.add({ days: 3 }).subtract({ days: start.add({ days: 3 }).dayOfWeek - 1 });
    const found = monday.add({ weeks: Number(week) - 1, days: Number(weekday) - 1 });
    return found.yearOfWeek === Number(year) ? [found] : [];
  }
  if (first !== undefined && other !== undefined) {
    const dayFirst = date(Number(year), Number(other), Number(first));
    const monthFirst = date(Number(year), Number(first), Number(other));
    // With dots the day comes first everywhere.
    const both = mark === '.' ? [dayFirst] : first === other ? [dayFirst] : [monthFirst, dayFirst];
    return both.filter((found) => found !== undefined);
  }
  const number = month ?? MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const found = date(Number(year), Number(number), Number(day));
  return found === undefined ? [] : [found];
}

function date(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

function timeOf({ hour, minute, second, fraction, half }: Groups): Temporal.PlainTime | undefined {
  const written = Number(hour ?? 0);
  if (half !== undefined && (written < 1 || written > 12)) return undefined;
  const isAfternoon = half?.toLowerCase() === 'p';
  const hours = half === undefined ? written : (written % 12) + (isAfternoon ? 12 : 0);
  // A bare hour without a minute is a time only with `am` or `pm`, or after the T of ISO 8601.
  try {
    return Temporal.PlainTime.from(
      {
        hour: hours,
        minute: Number(minute ?? 0),
        second: Number(second ?? 0),
        millisecond: Number((fraction ?? '').slice(0, 3).padEnd(3, '0')),
      },
      { overflow: 'reject' },
    );
  } catch {
    return undefined;
  }
}

function offsetOf({ offset, zulu }: Groups): string | undefined {
  if (zulu !== undefined) return 'Z';
  if (offset === undefined) return undefined;
  const [, sign = '+', hours = '', minutes = '00'] = /^([+-])(\d{1,2}):?(\d\d)?$/.exec(offset) ?? [];
  return `${sign}${hours.padStart(2, '0')}:${minutes}`;
}
