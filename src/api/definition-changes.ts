// Compares two definitions of a job: the fields that differ, as JSON values for the audit log.
import { REDACTED } from '../http/redact.ts';
import type { JobDefinition } from '../store/jobs.ts';
import { canonical } from './canonical.ts';
import { viewDefinition } from './views.ts';

/** The fields that say when: an edit of one of them plans the job anew. */
const scheduleFieldNames = [
  'schedule_type',
  'cron_expression',
  'specific_time',
  'interval',
  'interval_value',
  'timezone',
  'starts_at',
  'ends_at',
  'exclude',
  'max_runs',
  'spread_seconds',
] as const;

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

function describeDefinition(definition: JobDefinition): Record<string, unknown> {
  const signing_secret = definition.signing_secret === null ? null : REDACTED;
  return { ...viewDefinition(definition), signing_secret };
}

export function isSameSchedule(requested: JobDefinition, stored: JobDefinition): boolean {
  const [left, right] = [toComparable(requested), toComparable(stored)];
  return scheduleFieldNames.every((name) => canonical(left[name]) === canonical(right[name]));
}

function toComparable(definition: JobDefinition): Record<string, unknown> {
  const { specific_time, starts_at, ends_at, previous_secret_expires_at, ...rest } = definition;
  return {
    ...rest,
    previous_secret_expires_at: previous_secret_expires_at?.epochMilliseconds,
    specific_time: specific_time?.epochMilliseconds,
    starts_at: starts_at?.epochMilliseconds,
    ends_at: ends_at?.epochMilliseconds,
  };
}
