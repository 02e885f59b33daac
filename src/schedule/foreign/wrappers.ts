// Recognizes text around an expression: quotation marks, keys, comments, time zones, commands of crontab lines.

import type { Suggestion } from '../schedule-error.ts';
import { isZoneName } from '../zone.ts';
import { isCron } from './finding.ts';
import { quote } from './quote.ts';

/** The expression without the text around it. */
export interface Unwrapped {
  inner: string;
  message: string;
  suggestion?: Suggestion;
}

export function unwrapText(text: string): Unwrapped | undefined {
  return (
    stripQuotes(text) ??
    stripZonePrefix(text) ??
    stripCall(text) ??
    stripKey(text) ??
    stripLines(text) ??
    stripZoneSuffix(text) ??
    stripCommand(text)
  );
}

function stripQuotes(text: string): Unwrapped | undefined {
  const isQuoted = ['""', "''", '``', '“”'].includes(`${text.at(0)}${text.at(-1)}`) && text.length > 1;
  return isQuoted ? { inner: text.slice(1, -1).trim(), message: 'remove the quotation marks' } : undefined;
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
  const [matched, inner = ''] = /^cron\s*\((.*)\)$/is.exec(text) ?? [];
  return matched === undefined
    ? undefined
    : { inner: inner.trim(), message: 'cron( ) is EventBridge syntax: drop it' };
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

/** `0 9 * * * Europe/Berlin` */
function stripZoneSuffix(text: string): Unwrapped | undefined {
  const [matched, inner = '', name = ''] = /^(\S.*\S)\s+([A-Z][\w+\-/]{1,60})$/is.exec(text) ?? [];
  if (
    matched === undefined ||
    !(name.includes('/') || name === 'UTC') ||
    !isZoneName(name) ||
    !/^\S+\s+\S+\s+\S+\s+\S+\s+\S+/.test(inner)
  )
    return undefined;
  return { inner, message: 'the time zone belongs in the field timezone', suggestion: { timezone: name } };
}

/** `0 5 * * * /usr/bin/backup`, `25 6 * * * root run-parts /etc/cron.daily`, `@daily /usr/bin/backup` */
function stripCommand(text: string): Unwrapped | undefined {
  const [matched, inner = '', command = ''] = /^(@[a-z]+|\S+(?:\s+\S+){4})\s+(\S.*)$/is.exec(text) ?? [];
  if (matched === undefined || !/[a-z]{2}|[/.]\D/i.test(command) || /^[\d*?,/#LW-]+$/i.test(command))
    return undefined;
  if (!isCron(inner) && inner.toLowerCase() !== '@reboot') return undefined;
  return {
    inner,
    message: `a job runs no command: serve ${quote(command)} at a URL and set target to that URL`,
  };
}
