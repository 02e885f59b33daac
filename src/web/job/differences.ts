// What differs between two states of a job, as deep as it lies.
import type { JobChange } from '../../../client/src/index.ts';
import { formatInstant } from '../format/time.ts';
import { toWords } from '../format/words.ts';

export interface Difference {
  /** `retry → max attempts` */
  name: string;
  before: unknown;
  after: unknown;
  /** It was told to have changed, but neither value is told. */
  isHidden: boolean;
}

type Fields = Record<string, unknown>;

export function listDifferences({ action, before, after }: JobChange): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  // That a paused job is inactive goes without saying.
  if (action === 'paused' || action === 'resumed') names.delete('status');
  return Array.from(names).flatMap((field) => {
    const values = { before: before[field], after: after[field] };
    const found = compare(values.before, values.after, [toWords(field)]);
    // Both are shown alike, and yet it was told to have changed.
    const isHidden = found.length === 0 && JSON.stringify(values).includes('[redacted]');
    return isHidden ? [{ name: toWords(field), ...values, isHidden }] : found;
  });
}

function compare(before: unknown, after: unknown, path: readonly string[]): Difference[] {
  if (isFields(before) && isFields(after)) {
    const isOwn = path[0] === 'payload' || path[0] === 'headers';
    return Array.from(new Set([...Object.keys(before), ...Object.keys(after)])).flatMap((name) =>
      compare(before[name], after[name], [...path, isOwn ? name : toWords(name)]),
    );
  }
  if (JSON.stringify(before ?? null) === JSON.stringify(after ?? null)) return [];
  return [{ name: path.join(' → '), before, after, isHidden: false }];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

export function tellValue(value: unknown, zone: string): string {
  if (typeof value === 'string') return INSTANT.test(value) ? formatInstant(value, zone) : value;
  const isWords = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (isWords) return value.length > 0 ? value.join(', ') : 'none';
  return JSON.stringify(value);
}
