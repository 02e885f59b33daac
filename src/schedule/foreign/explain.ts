// Explains an invalid cron expression: recognizes other schedulers and suggests fields with the same meaning.

import { trimAscii } from '../../text/trim-ascii.ts';
import { ScheduleError, type Suggestion } from '../schedule-error.ts';
import { type Context, type Finding, findCron, writeSuggestion } from './finding.ts';
import { findInterval } from './intervals.ts';
import { findJenkins } from './jenkins.ts';
import { findPlainWords } from './plain-words.ts';
import { findQuartz } from './quartz.ts';
import { quote } from './quote.ts';
import { findRepair, findTypography } from './repairs.ts';
import { findRecurrenceRule } from './rrule.ts';
import { findSystemd } from './systemd.ts';
import { findLines, isSeveral, unwrapText } from './wrappers.ts';

/** Texts around an expression are removed one after another: a quoted line with a zone and a command. */
const LAYERS_AT_MOST = 4;
/** Longer text is no schedule. Keeps the recognition cheap. */
const LENGTH_AT_MOST = 1_000;

/** A clearer error for an expression of another scheduler, otherwise the error itself. */
export function explainCron(expression: string, error: ScheduleError, context: Context): ScheduleError {
  const text = trimAscii(expression);
  if (text.length > LENGTH_AT_MOST) return error;
  const found = recognize(text, context, LAYERS_AT_MOST);
  if (found === undefined) return error;
  const { message } = found;
  const suggestion = found.suggestion && withinBounds(found.suggestion, context);
  if (message === '') return new ScheduleError(error.field, error.message, suggestion);
  return new ScheduleError(
    error.field,
    `${quote(text)}: ${message}${writeSuggestion(suggestion)}`,
    suggestion,
  );
}

/** Bounds of the schedule itself that are narrower stay. */
function withinBounds(suggestion: Suggestion, { startsAt, endsAt }: Context): Suggestion {
  const { starts_at: start, ends_at: end, ...rest } = suggestion;
  const isLater = start && (startsAt === null || Temporal.Instant.compare(start, startsAt) > 0);
  const isEarlier = end && (endsAt === null || Temporal.Instant.compare(end, endsAt) < 0);
  return { ...rest, ...(isLater && { starts_at: start }), ...(isEarlier && { ends_at: end }) };
}

function recognize(
  text: string,
  context: Context,
  layers: number,
  isEventBridge = false,
): Finding | undefined {
  if (/^@reboot$/i.test(text)) {
    return {
      message: '@reboot is not a time: call the target from a script that runs when the machine starts',
    };
  }
  const rule = findRecurrenceRule(text);
  if (rule !== undefined) return rule;
  if (findLines(text).length > 1) {
    return { message: 'a job has one expression: create a job for each line' };
  }
  if (isSeveral(text)) return { message: 'a job has one expression: create a job for each' };
  const found =
    findTypography(text) ??
    findInterval(text, context) ??
    findQuartz(text, context, isEventBridge) ??
    findJenkins(text) ??
    findSystemd(text, context) ??
    findPlainWords(text) ??
    findRepair(text, context) ??
    findWeekdayL(text);
  if (found !== undefined || layers === 0) return found;
  const outer = unwrapText(text);
  if (outer === undefined) return undefined;
  const inner = findCron(outer.inner, '') ??
    recognize(outer.inner, context, layers - 1, /^cron\s*\(/i.test(text)) ?? { message: '' };
  const message = [outer.message, inner.message].filter((part) => part !== '').join('; ');
  const suggestion = outer.isIncomplete
    ? undefined
    : inner.suggestion && { ...outer.suggestion, ...inner.suggestion };
  return { message, suggestion };
}

/** `L` as the day of week: Saturday in Quartz. */
function findWeekdayL(text: string): Finding | undefined {
  const [matched, rest = ''] = /^(\S+(?:\s+\S+){3,4}\s+)L$/i.exec(text) ?? [];
  if (matched === undefined) return undefined;
  return findCron(
    `${rest}SAT`,
    `L as the day of week means Saturday in Quartz; write SATL for the last Saturday of the month`,
  );
}
