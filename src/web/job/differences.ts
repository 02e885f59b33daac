// Lists the differences between two versions of a job, down to fields of nested objects.
import { toWords } from '../format/job-text.ts';
import { formatInstant } from '../format/time.ts';
import { REDACTED } from '../job-fields.ts';
import { isSameJson } from '../same-json.ts';

export interface Difference {
  /** `retry → max attempts` */
  name: string;
  before: unknown;
  after: unknown;
  /** The value changed, but the service hides both values. */
  isHidden: boolean;
}

type Fields = Record<string, unknown>;

/** `action` is that of a change of the job, or of an entry of the whole audit log. */
export function listDifferences({
  action,
  before,
  after,
}: {
  action: string;
  before: Fields;
  after: Fields;
}): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  // Pausing and resuming always change the status, so that difference is left out.
  if (/(paused|resumed)$/.test(action)) names.delete('status');
  return Array.from(names).flatMap((field) => {
    const values = { before: before[field], after: after[field] };
    const found = compare(values.before, values.after, [toWords(field)]);
    // The service lists a changed secret with the same placeholder before and after.
    const isHidden = found.length === 0 && JSON.stringify(values).includes(REDACTED);
    return isHidden ? [{ name: toWords(field), ...values, isHidden }] : found;
  });
}

function compare(before: unknown, after: unknown, path: readonly string[]): Difference[] {
  if (isFields(before) && isFields(after)) {
    const isUserDefined = path[0] === 'payload' || path[0] === 'headers';
    return Array.from(new Set([...Object.keys(before), ...Object.keys(after)])).flatMap((name) =>
      compare(before[name], after[name], [...path, isUserDefined ? name : toWords(name)]),
    );
  }
  if (isSameJson(before ?? null, after ?? null)) return [];
  return [{ name: path.join(' → '), before, after, isHidden: false }];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

export function formatValue(value: unknown, zone: string): string {
  if (typeof value === 'string') return INSTANT.test(value) ? formatInstant(value, zone) : value;
  const isStringList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (isStringList) return value.length > 0 ? value.join(', ') : 'none';
  return JSON.stringify(value);
}
