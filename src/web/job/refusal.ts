// Why the service did not do what a panel asked for.
import { SchedulerError } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';

/** @param labels what the fields are called in the page, by their pointers */
export function tellRefusal(error: unknown, labels: Record<string, string>): string {
  const errors = error instanceof SchedulerError ? error.fieldErrors : [];
  if (errors.length === 0) return describeError(error);
  return errors.map(({ pointer, detail }) => `${labels[pointer] ?? pointer} ${detail}.`).join(' ');
}
