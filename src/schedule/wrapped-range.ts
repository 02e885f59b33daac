// Writes a range that wraps around, such as `NOV-FEB`, as a list with the same values.

import type { Field } from './cron-field.ts';

/** `22-2` → `22-23,0-2`, `NOV-FEB` → `NOV-DEC,JAN-FEB`, `17-2/3` → `17-23/3,2`: in the terms of the field, its step kept. */
export function writeWrapped(
  field: Field,
  low: number,
  high: number,
  step: number,
  withNames: boolean,
): string {
  // Sunday is both 0 and 7, so the last value before the wrap is the field's size above its minimum.
  const last = field.min + field.size - 1;
  const show = (value: number) => (withNames ? field.names[value - field.min] : undefined) ?? String(value);
  const first = valuesBetween(low, last, step);
  const next = low + first.length * step - field.size;
  const parts = [first, valuesBetween(next, high, step)];
  return parts.flatMap((values) => writePart(values, step, show)).join(',');
}

function valuesBetween(low: number, high: number, step: number): number[] {
  const values: number[] = [];
  for (let value = low; value <= high; value += step) values.push(value);
  return values;
}

function writePart(values: readonly number[], step: number, show: (value: number) => string): string[] {
  const [first, second] = values;
  if (first === undefined) return [];
  const last = values.at(-1) ?? first;
  if (second === undefined || (step > 1 && values.length < 3)) return values.map(show);
  return [`${show(first)}-${show(last)}${step === 1 ? '' : `/${step}`}`];
}
