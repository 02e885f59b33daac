// Compares two definitions of a job: the fields that differ, as JSON values for the audit log.
import type { JobDefinition } from '../store/jobs.ts';
import { canonical } from './canonical.ts';
import { describeDefinition, replanningNames } from './job-mapping.ts';

/** Whether `stored`, which may be a whole row, has the definition that was requested. */
export function isSameDefinition(requested: JobDefinition, stored: JobDefinition): boolean {
  const [left, right] = [toComparable(requested), toComparable(stored)];
  return Object.keys(left).every((name) => canonical(left[name]) === canonical(right[name]));
}

/** The fields that differ, before and after, without their secrets; of a new job all that are set. */
export function describeChange(
  before: JobDefinition | undefined,
  after: JobDefinition,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const shownAfter = describeDefinition(after);
  if (before === undefined) {
    const isSet = ([, value]: [string, unknown]) => value !== null;
    return { before: {}, after: Object.fromEntries(Object.entries(shownAfter).filter(isSet)) };
  }
  const [left, right] = [toComparable(before), toComparable(after)];
  const shownBefore = describeDefinition(before);
  const changed: { before: Record<string, unknown>; after: Record<string, unknown> } = {
    before: {},
    after: {},
  };
  for (const [name, value] of Object.entries(shownAfter)) {
    if (canonical(left[name]) === canonical(right[name])) continue;
    changed.before[name] = shownBefore[name];
    changed.after[name] = value;
  }
  return changed;
}

/** Whether an edit from `stored` to `requested` leaves the plan as it is. */
export function isSamePlan(requested: JobDefinition, stored: JobDefinition): boolean {
  const [left, right] = [toComparable(requested), toComparable(stored)];
  return replanningNames.every((name) => canonical(left[name]) === canonical(right[name]));
}

function toComparable(definition: JobDefinition): Record<string, unknown> {
  const entries = Object.entries(definition).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Temporal.Instant ? value.epochMilliseconds : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
