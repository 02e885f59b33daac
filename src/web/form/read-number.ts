// Reads a number field; reports text that is not a number.
import type { ReportError } from './field-error.ts';

export function readNumber(text: string, pointer: string, report: ReportError): number {
  const trimmed = text.trim();
  if (!/^\d+(\.\d+)?$/.test(trimmed)) report(pointer, 'must be a number');
  return Number(trimmed);
}
