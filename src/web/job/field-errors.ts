// Describes an API error of a panel, naming the fields by their labels.
import { SchedulerError } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';

/** @param labels the label of each field, by its JSON pointer */
export function describeFieldErrors(error: unknown, labels: Record<string, string>): string {
  const errors = error instanceof SchedulerError ? error.fieldErrors : [];
  if (errors.length === 0) return describeError(error);
  return errors.map(({ pointer, detail }) => `${labels[pointer] ?? pointer} ${detail}.`).join(' ');
}
