// What becomes of a run that fails, as a sentence that follows each keystroke.
import { formatSeconds } from '../format/time.ts';
import type { JobForm } from './job-form.ts';

/** So many waits are told one by one. */
const TOLD = 4;

export function describeTries(form: JobForm): string {
  const [attempts, firstWait, growth, longestWait, giveUpAfter] = [
    form.attempts,
    form.firstWait,
    form.growth,
    form.longestWait,
    form.giveUpAfter,
  ].map((field) => (field.value.trim() === '' ? Number.NaN : Number(field.value)));
  const retries = attempts! - 1;
  const waits = Array.from({ length: Math.min(retries, TOLD) || 0 }, (_, index) =>
    Math.min(firstWait! * growth! ** index, longestWait!),
  );
  if (!Number.isInteger(retries) || ![...waits, giveUpAfter!].every(Number.isFinite)) return '';
  if (retries <= 0) return 'A failed attempt is not tried again.';
  const told = waits.map((wait) => formatSeconds(Math.round(wait)));
  const isCut = retries > TOLD;
  const last = isCut ? 'and so on' : told.pop()!;
  const list = told.length === 0 ? last : `${told.join(', ')}${isCut ? ',' : ' and'} ${last}`;
  const pace = isCut && waits.at(-1) === waits[0] ? `up to ${told[0]} each` : `up to ${list}`;
  const times = retries === 1 ? 'once more' : `up to ${retries} times more`;
  return `A failed attempt is tried ${times}, after ${retries === 1 ? 'a wait' : 'waits'} of ${pace}; not later than ${formatSeconds(giveUpAfter!)} after the first.`;
}
