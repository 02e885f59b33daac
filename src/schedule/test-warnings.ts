// Test helper: the warnings of a schedule as text.

import { parseSchedule, type ScheduleFields } from './schedule.ts';
import { at } from './test-fields.ts';
import { findWarnings, type Warning } from './warnings.ts';

export const FROM = at('2025-01-01T00:00:00Z');

export function warn(fields: ScheduleFields, from = FROM): Warning[] {
  return findWarnings(parseSchedule(fields), fields, from);
}

/** Each warning as `code at: message`. */
export function warningTexts(fields: ScheduleFields, from = FROM): string[] {
  return warn(fields, from).map(
    ({ code, message, at }) => `${code}${at === null ? '' : ` ${at}`}: ${message}`,
  );
}
