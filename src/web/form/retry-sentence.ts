// Sentence that explains the retries of a failed attempt, updated on every keystroke.
import { formatSeconds } from '../format/time.ts';
import type { JobForm } from './job-form.ts';

/** Number of delays that are listed one by one. */
const MAX_LISTED = 4;

export function retrySentence(form: JobForm): string {
  const [maxAttempts, initialDelay, backoffFactor, maxDelay, giveUpAfter] = [
    form.attempts,
    form.initialDelay,
    form.backoffFactor,
    form.maxDelay,
    form.giveUpAfter,
  ].map((field) => (field.value.trim() === '' ? Number.NaN : Number(field.value)));
  const retries = maxAttempts! - 1;
  const delays = Array.from({ length: Math.min(retries, MAX_LISTED) || 0 }, (_, index) =>
    Math.min(initialDelay! * backoffFactor! ** index, maxDelay!),
  );
  if (!Number.isInteger(retries) || ![...delays, giveUpAfter!].every(Number.isFinite)) return '';
  if (retries <= 0) return 'Failed attempts are not retried.';
  const listed = delays.map((delay) => formatSeconds(Math.round(delay)));
  const isCut = retries > MAX_LISTED;
  const last = isCut ? 'and so on' : listed.pop()!;
  const list = listed.length === 0 ? last : `${listed.join(', ')}${isCut ? ',' : ' and'} ${last}`;
  const limits = isCut && delays.at(-1) === delays[0] ? `${listed[0]} each` : list;
  const times = retries === 1 ? 'once, with a delay' : `up to ${retries} times, with delays`;
  return `A failed attempt is retried ${times} of up to ${limits}, but not later than ${formatSeconds(giveUpAfter!)} after the first attempt.`;
}
