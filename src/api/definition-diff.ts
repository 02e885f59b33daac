// Compares two definitions of a job and returns the changed fields for the audit log.
import type { JobDefinition } from '../store/jobs.ts';
import { canonicalJson } from './canonical-json.ts';
import { redactDefinition, replanningNames } from './job-mapping.ts';

/** Whether `stored`, possibly a whole row, has the requested definition. */
export function isSameDefinition(requested: JobDefinition, stored: JobDefinition): boolean {
  const [left, right] = [toComparable(requested), toComparable(stored)];
  return Object.keys(left).every((name) => canonicalJson(left[name]) === canonicalJson(right[name]));
}

/** The changed fields with old and new values, secrets redacted; for a new job all fields that are not null. */
export function diffDefinitions(
  before: JobDefinition | undefined,
  after: JobDefinition,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const shownAfter = redactDefinition(after);
  if (before === undefined) {
    const isSet = ([, value]: [string, unknown]) => value !== null;
    return { before: {}, after: Object.fromEntries(Object.entries(shownAfter).filter(isSet)) };
  }
  const [left, right] = [toComparable(before), toComparable(after)];
  // A header that either definition marks as secret is shown in neither.
  const marked = [...before.secret_headers, ...after.secret_headers];
  const shownBefore = redactDefinition({ ...before, secret_headers: marked });
  const hiddenAfter = redactDefinition({ ...after, secret_headers: marked });
  const changed: { before: Record<string, unknown>; after: Record<string, unknown> } = {
    before: {},
    after: {},
  };
  for (const [name, value] of Object.entries(shownAfter)) {
    if (canonicalJson(left[name]) === canonicalJson(right[name])) continue;
    changed.before[name] = name === 'secret_headers' ? before.secret_headers : shownBefore[name];
    changed.after[name] = name === 'headers' ? hiddenAfter[name] : value;
  }
  return changed;
}

/** Whether an edit from `stored` to `requested` keeps the plan. */
export function isSamePlan(requested: JobDefinition, stored: JobDefinition): boolean {
  const [left, right] = [toComparable(requested), toComparable(stored)];
  return replanningNames.every((name) => canonicalJson(left[name]) === canonicalJson(right[name]));
}

function toComparable(definition: JobDefinition): Record<string, unknown> {
  const entries = Object.entries(definition).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Temporal.Instant ? value.epochMilliseconds : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
