// Recognizes `H` of Jenkins: a fixed value that is derived from the name of the job.

import type { Field } from '../cron-field.ts';
import { HOUR, MINUTE } from '../cron-fields.ts';
import { type Finding, isCron } from './finding.ts';

interface Hashed {
  text: string;
  /** The number of values that `H` stands for. */
  size: number;
}

/** `H` chooses a value for each job; so does `spread_seconds`, counted from the first value. */
export function findJenkins(text: string): Finding | undefined {
  const parts = text.toUpperCase().split(/\s+/);
  if (parts.length !== 5 || !parts.some((part) => /^H(?:$|[(/,])|,H/.test(part))) return undefined;
  const message =
    'H is Jenkins syntax for a value that depends on the job: choose a value, and set spread_seconds to spread jobs over time';
  const [minute = '', hour = '', ...days] = parts;
  const minutes = readHash(MINUTE, minute);
  const hours = readHash(HOUR, hour);
  const expression = [minutes?.text, hours?.text, ...days].join(' ');
  if (minutes === undefined || hours === undefined || !isCron(expression)) return { message };
  const isDaily = hour.startsWith('H') && !hour.includes('/');
  const windowMinutes =
    (isDaily ? (hours.size - 1) * 60 : 0) + (minutes.size > 1 ? minutes.size : isDaily ? 1 : 0);
  const seconds = Math.min(windowMinutes * 60, 86_400);
  const spread = seconds > 0 ? { spread_seconds: seconds } : {};
  return { message, suggestion: { cron_expression: expression, ...spread } };
}

/** `H` → the first value, `H/15` → every 15th, `H(9-16)/2` → every second from 9 to 16. Undefined for other uses of `H`. */
function readHash(field: Field, text: string): Hashed | undefined {
  if (!text.includes('H')) return { text, size: 1 };
  const [matched, low, high, step] = /^H(?:\((\d{1,2})-(\d{1,2})\))?(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const first = Number(low ?? field.min);
  const last = Number(high ?? field.max);
  if (first > last || last > field.max) return undefined;
  if (step === undefined) return { text: String(first), size: last - first + 1 };
  const range = low === undefined ? '*' : `${first}-${last}`;
  return { text: `${range}/${Number(step)}`, size: Number(step) };
}
