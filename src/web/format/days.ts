// Formats days off and date ranges.
import type { Job } from '../../../client/src/index.ts';
import { formatLocal } from './time.ts';

type Item = Job['exclude'][number];

/** `Fri 24 Dec 2027`, `Mon 27 Dec 2027 – Fri 31 Dec 2027` */
export function formatDaysOff(item: Item): string {
  return typeof item === 'string' ? formatDay(item) : `${formatDay(item.from)} – ${formatDay(item.to)}`;
}

/** An invalid date stays unchanged: the parser would turn 30 February into a day of March. */
function formatDay(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const isValid = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
  return isValid ? formatLocal(`${day}T00:00:00`).date : day;
}
