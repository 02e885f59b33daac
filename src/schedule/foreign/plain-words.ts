// Recognizes schedules in English: `every day at 9am`, `weekdays at 17:30`, `the first Monday of the month at 8`.

import { type Finding, findCron } from './finding.ts';

const DAY = '(?:sun|mon|tues|wednes|thurs|fri|satur)day|sun|mon|tue|wed|thu|fri|sat';
const TIME =
  "(?<hour>\\d{1,2})(?:[:.](?<minute>\\d\\d))?\\s*(?:(?<half>[ap])\\.?m\\.?|h|o'?clock)?|(?<word>noon|midday|midnight)";
const EVERY = '(?:(?:run|once)\\s+)?(?:(?:an?|the|on|every|each|all)\\s+){0,2}';
const SETS: Readonly<Record<string, string>> = {
  day: '*',
  days: '*',
  daily: '*',
  weekday: 'MON-FRI',
  workday: 'MON-FRI',
  'working day': 'MON-FRI',
  'business day': 'MON-FRI',
  weekend: 'SAT,SUN',
};
const DAYS = `(?<set>daily|days?|(?:weekday|workday|working day|business day|weekend)s?)|(?<list>(?:${DAY})s?(?:\\s*(?:,|and|&|or)\\s*(?:${DAY})s?){0,6})|(?<from>${DAY})s?\\s*(?:to|through|until|-)\\s*(?<to>${DAY})s?`;
const NTH =
  '(?<nth>1st|first|2nd|second|3rd|third|4th|fourth|last)\\s+(?<day>day|weekday|workday|working day|business day|(?:sun|mon|tues|wednes|thurs|fri|satur)day)\\s+(?:of|in)\\s+(?:the|each|every|a)\\s+month';
const MONTHLY = '(?:monthly|(?:every|each) month)\\s+on\\s+(?:the\\s+)?(?<date>\\d{1,2})(?:st|nd|rd|th)?';

const FORMS = [`${EVERY}(?:${DAYS})`, `${EVERY}${NTH}`, MONTHLY].flatMap((days) => [
  new RegExp(`^${days}(?:,?\\s+at)?\\s+(?:${TIME})$`),
  new RegExp(`^(?:run\\s+)?(?:at\\s+)?(?:${TIME}),?\\s+(?:on\\s+)?${days}$`),
]);
const TIME_ONLY = new RegExp(`^(?:at\\s+)?(?:${TIME})$`);
const DAYS_ONLY = new RegExp(`^(?:${EVERY}(?:${DAYS})|${EVERY}${NTH}|${MONTHLY})$`);
const HOURLY = /^(?:every|each)\s+(?:half(?:\s+an)?\s+hour|quarter(?:\s+of\s+an)?\s+hour)$/;

/** Macros of other schedulers, and the expression with the same times. */
const MACROS: Readonly<Record<string, string>> = {
  '@minutely': '* * * * *',
  '@quarterly': '0 0 1 1,4,7,10 *',
  '@semiannually': '0 0 1 1,7 *',
  '@biannually': '0 0 1 1,7 *',
  '@weekday': '0 0 * * MON-FRI',
  '@weekdays': '0 0 * * MON-FRI',
  '@workday': '0 0 * * MON-FRI',
  '@workdays': '0 0 * * MON-FRI',
  '@weekend': '0 0 * * SAT,SUN',
  '@weekends': '0 0 * * SAT,SUN',
  '@noon': '0 12 * * *',
};

type Groups = Readonly<Record<string, string | undefined>>;

export function findPlainWords(text: string): Finding | undefined {
  const words = text.toLowerCase().replaceAll(/\s+/g, ' ').replace(/[.!]$/, '');
  const macro = Object.hasOwn(MACROS, words) ? MACROS[words] : undefined;
  if (macro !== undefined) return findCron(macro, 'this macro is unknown');
  if (/^@?(?:now|immediately|once|asap)$/.test(words)) {
    return {
      message: 'this is not a repeated time: use schedule_type "specific_time", or run the job manually',
    };
  }
  if (HOURLY.test(words)) return findCron(words.includes('half') ? '*/30 * * * *' : '*/15 * * * *', MESSAGE);
  for (const form of FORMS) {
    const groups = form.exec(words)?.groups;
    const found = groups && write(groups);
    if (found !== undefined) return found;
  }
  const time = TIME_ONLY.exec(words)?.groups;
  if (time?.['half'] !== undefined || time?.['word'] !== undefined || (time && words.startsWith('at ')))
    return write(time);
  const days = DAYS_ONLY.exec(words)?.groups;
  if (days !== undefined) {
    const cron = cronOf({ ...days, hour: '9' });
    if (cron !== undefined)
      return { message: `${MESSAGE}, and has no time of day; for 09:00 write "${cron}"` };
  }
  return /^(?:run |at |on |every |each |once |twice |(?:daily|weekly|monthly|hourly) \S|tomorrow|today|tonight|next )/.test(
    words,
  )
    ? { message: `${MESSAGE}; write five fields, such as "0 9 * * 1-5" for 09:00 from Monday to Friday` }
    : undefined;
}

const MESSAGE = 'this is text, not a cron expression';

function write(groups: Groups): Finding | undefined {
  const cron = cronOf(groups);
  return cron === undefined ? undefined : findCron(cron, MESSAGE);
}

function cronOf(groups: Groups): string | undefined {
  const time = timeOf(groups);
  if (time === undefined) return undefined;
  const { nth, day, date } = groups;
  if (date !== undefined) return `${time} ${Number(date)} * *`;
  if (nth === undefined || day === undefined) return `${time} * * ${weekdaysOf(groups)}`;
  const number =
    nth === 'last' ? 'L' : String(['first', 'second', 'third', 'fourth'].indexOf(nth) + 1 || Number(nth[0]));
  if (day === 'day') return `${time} ${number} * *`;
  const isWorkday = /^w|^b/.test(day) && !day.startsWith('wed');
  if (isWorkday) return number === 'L' ? `${time} LW * *` : number === '1' ? `${time} 1W * *` : undefined;
  const name = day.slice(0, 3).toUpperCase();
  return `${time} * * ${name}${number === 'L' ? 'L' : `#${number}`}`;
}

function weekdaysOf({ set, list, from, to }: Groups): string {
  const short = (name: string) => name.slice(0, 3).toUpperCase();
  if (set !== undefined) return SETS[set] ?? SETS[set.replace(/s$/, '')] ?? '*';
  if (from !== undefined && to !== undefined) return `${short(from)}-${short(to)}`;
  return (list ?? '*')
    .split(/ ?(?:,|and|&|or) ?/)
    .map(short)
    .join(',');
}

/** `30 9`, the first two fields. */
function timeOf({ hour, minute = '0', half, word }: Groups): string | undefined {
  if (word !== undefined) return word === 'midnight' ? '0 0' : '0 12';
  const hours = Number(hour);
  if (half === undefined) return hours <= 23 ? `${Number(minute)} ${hours}` : undefined;
  if (hours < 1 || hours > 12) return undefined;
  return `${Number(minute)} ${(hours % 12) + (half === 'p' ? 12 : 0)}`;
}
