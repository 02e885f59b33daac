// The result of recognizing an expression of another scheduler, and the sentence about it.

import { parseCron } from '../cron-reader.ts';
import { ScheduleError, type Suggestion } from '../schedule-error.ts';
import type { Zone } from '../zone.ts';

/** A recognized expression: what it is, and the fields that mean the same here, if there are any. */
export interface Finding {
  /** A clause without a final full stop. */
  message: string;
  suggestion?: Suggestion | undefined;
}

/** The schedule that contains the expression. */
export interface Context {
  zone: Zone;
  createdAt: Temporal.Instant;
  startsAt: Temporal.Instant | null;
  endsAt: Temporal.Instant | null;
}

export function isCron(expression: string): boolean {
  try {
    parseCron(expression);
    return true;
  } catch (error) {
    if (error instanceof ScheduleError) return false;
    throw error;
  }
}

/** The finding with an expression as the suggestion, or undefined if the expression is not valid. */
export function findCron(expression: string, message: string): Finding | undefined {
  return isCron(expression) ? { message, suggestion: { cron_expression: expression } } : undefined;
}

export function suggestInterval(interval: NonNullable<Suggestion['interval']>, value: number): Suggestion {
  return { schedule_type: 'recurring', cron_expression: null, interval, interval_value: value };
}

/** The message without the advice to write a schedule that the service would refuse. */
export function withoutAdvice(message: string, suggestion: Suggestion): string {
  const advice = writeSuggestion(suggestion);
  return message.endsWith(advice) ? message.slice(0, -advice.length) : message;
}

/** `; write "0 12 * * *", timezone "Europe/Berlin"`. Empty without a suggestion. */
export function writeSuggestion(suggestion: Suggestion | undefined): string {
  if (suggestion === undefined) return '';
  const { cron_expression: cron, schedule_type: type, ...rest } = suggestion;
  const fields = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  if (type !== undefined) fields.unshift(`schedule_type "${type}"`);
  const others = fields.join(', ');
  if (typeof cron === 'string') return `; write "${cron}"${others === '' ? '' : ` with ${others}`}`;
  return `; use ${others}`;
}
