// Recognizes text around an expression: quotation marks, keys, comments, time zones, commands of crontab lines.

import type { Suggestion } from '../schedule-error.ts';
import { isZoneName } from '../zone.ts';
import { isCron } from './finding.ts';
import { quote } from './quote.ts';
import { explainZone } from './zones.ts';

/** The expression without the text around it. */
export interface Unwrapped {
  inner: string;
  message: string;
  suggestion?: Suggestion;
  /** The expression alone does not mean the same. */
  isIncomplete?: boolean;
}

export function unwrapText(text: string): Unwrapped | undefined {
  return (
    stripQuotes(text) ??
    stripZonePrefix(text) ??
    stripCall(text) ??
    stripKey(text) ??
    stripLines(text) ??
    stripZoneSuffix(text) ??
    stripSigns(text) ??
    stripCommand(text)
  );
}

function stripQuotes(text: string): Unwrapped | undefined {
  const ends = `${text.at(0)}${text.at(-1)}`;
  const isQuoted = ['""', "''", '``', '“”', '‘’', '„“', '«»', '»«'].includes(ends) && text.length > 1;
  if (isQuoted) return { inner: text.slice(1, -1).trim(), message: 'remove the quotation marks' };
  const isBracketed = ['()', '[]', '{}', '<>'].includes(ends);
  return isBracketed ? { inner: text.slice(1, -1).trim(), message: 'remove the brackets' } : undefined;
}

/** `0 9 * * *.`, `0 9 * * *"`, `0 9 * * * \\`, `0 9 \\* \\* \\*`, `#0 9 * * *`, `cron 0 9 * * *` */
function stripSigns(text: string): Unwrapped | undefined {
  const inner = text
    .replaceAll(/\\(?=[*?])/g, '')
    .replace(/^(?:cron(?:tab)?|schedule)\s+(?=[\d*@])/i, '')
    .replace(/^#\s*(?=[\d*@])/, '')
    .replace(/^["'`]|(?:["'`.;,]|\\n|\s\\){1,5}$/g, '')
    .trim();
  return inner === text
    ? undefined
    : { inner, message: 'remove the signs that do not belong to the expression' };
}

/** `0 9 * * * | 0 18 * * *`: expressions beside each other. */
export function isSeveral(text: string): boolean {
  const parts = text.split(/(?:\|\|?|&&|[;,]\s|\s(?:and|or)\s)/i);
  return parts.length > 1 && parts.every((part) => isCron(part.trim()));
}

/** `CRON_TZ=America/New_York 0 9 * * *`, `TZ=UTC 0 9 * * *` */
function stripZonePrefix(text: string): Unwrapped | undefined {
  const [matched, key = '', name = '', inner = ''] =
    /^(CRON_TZ|TZ)\s*=\s*["']?:?([\w+\-/]{1,60})["']?[\s;](.+)$/is.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const zone = isZoneName(name) ? { suggestion: { timezone: name } } : {};
  return {
    inner: inner.replace(/^[\s;]+/, '').trim(),
    message: `the time zone belongs in the field timezone, not in ${key.toUpperCase()}=`,
    ...zone,
  };
}

function stripCall(text: string): Unwrapped | undefined {
  const [matched, name = '', inner = ''] = /^(cron|crontab|schedule)\s*\((.*)\)$/is.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const syntax = /^cron$/i.test(name)
    ? 'cron( ) is EventBridge syntax'
    : `${name}( ) is not part of the expression`;
  return { inner: inner.trim(), message: `${syntax}: drop it` };
}

/** `cron: "0 9 * * *"`, `- cron: …`, `OnCalendar=…`, `schedule = …` */
function stripKey(text: string): Unwrapped | undefined {
  const [matched, key = '', inner = ''] =
    /^-?\s*["']?((?:cron|schedule|expression|oncalendar|timer)[\w-]{0,30})["']?\s*[:=]\s*(\S.*?),?$/is.exec(
      text,
    ) ?? [];
  return matched === undefined
    ? undefined
    : { inner: inner.trim(), message: `write the expression without the key "${key}"` };
}

/** The lines of a crontab that are neither comments nor variables. */
export function findLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#') && !/^\w+\s*=\s*\S*$/.test(line));
}

/** Comments, empty lines and variables of a crontab. */
function stripLines(text: string): Unwrapped | undefined {
  const schedules = findLines(text);
  const [only, ...more] = schedules;
  if (only !== undefined && more.length === 0 && only !== text)
    return { inner: only, message: 'write one line, without the lines around it' };
  const [matched, inner = ''] = /^([^#]*\s)#\s.*$/s.exec(text) ?? [];
  return matched === undefined ? undefined : { inner: inner.trim(), message: 'remove the comment' };
}

/** `0 9 * * * Europe/Berlin`, `@daily UTC`, `0 9 * * * PST`, `0 9 * * * +02:00` */
function stripZoneSuffix(text: string): Unwrapped | undefined {
  const [matched, inner = '', name = ''] =
    /^(@[a-z]+|\S+(?:\s+\S+){4,5})\s+\(?([A-Z][\w+\-/]{1,60}|[+-]\d{1,2}(?::?\d\d)?)\)?$/is.exec(text) ?? [];
  if (matched === undefined || !(isCron(inner) || inner.includes('?'))) return undefined;
  const message = 'the time zone belongs in the field timezone';
  if (isZoneName(name)) return { inner, message, suggestion: { timezone: name } };
  if (!/^[A-Z]{3,5}$|^[+-]|^(?:UTC|GMT)[+-]|^[A-Z][a-z]+\/[A-Z]/.test(name)) return undefined;
  const error = explainZone(name, undefined);
  const timezone = error.suggestion?.timezone;
  if (timezone !== undefined)
    return { inner, message: `${message}; ${error.message}`, suggestion: { timezone } };
  // Without its zone the expression would mean something else.
  return error.message.includes('did you mean')
    ? { inner, message: `${message}; ${error.message}`, isIncomplete: true }
    : undefined;
}

/** `0 5 * * * /usr/bin/backup`, `25 6 * * * root run-parts /etc/cron.daily`, `@daily /usr/bin/backup` */
function stripCommand(text: string): Unwrapped | undefined {
  const [matched, inner = '', command = ''] = /^(@[a-z]+|\S+(?:\s+\S+){4})\s+(\S.*)$/is.exec(text) ?? [];
  if (matched === undefined || !/[a-z]{2}|[/.]\D/i.test(command) || /^[\d*?,/#LW-]+$/i.test(command))
    return undefined;
  // Not a command, but more of the schedule.
  if (/^(?:and|or|&|,|to|at|on|of|except)\b/i.test(command)) return undefined;
  if (!isCron(inner) && inner.toLowerCase() !== '@reboot') return undefined;
  return {
    inner,
    message: `a job runs no command: serve ${quote(command)} at a URL and set target to that URL`,
  };
}
