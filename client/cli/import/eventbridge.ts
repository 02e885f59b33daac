// Imports schedules of EventBridge Scheduler, as `aws scheduler get-schedule` prints them.

import { requireBaseUrl } from './base-url.ts';
import { Collection, type Imported, type ImportOptions } from './collection.ts';
import {
  clamp,
  joinUrl,
  numberAt,
  objectAt,
  parseIfJson,
  readJsonItems,
  textAt,
  toInstant,
  type Values,
  valueAt,
} from './request.ts';
import { toSchedule } from './schedule.ts';

/** Placeholders in the input of a target, and the templates of a payload. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '<aws.scheduler.scheduled-time>': '{{run.scheduled_for}}',
  '<aws.scheduler.execution-id>': '{{run.id}}',
  '<aws.scheduler.attempt-number>': '{{run.attempt}}',
};
/** Defaults of EventBridge Scheduler. */
const RETRIES = 185;
const MAX_AGE_SECONDS = 86_400;
const ATTEMPTS_AT_MOST = 50;

export function importEventBridge(text: string, options: ImportOptions): Imported {
  const baseUrl = requireBaseUrl(options, 'the URL below which the targets of the schedules are served');
  const found = new Collection();
  for (const schedule of readJsonItems(text, 'EventBridge Scheduler', ['Schedules'])) {
    const name = textAt(schedule, 'Name') ?? 'unnamed';
    const group = textAt(schedule, 'GroupName') ?? 'default';
    importSchedule(found, group === 'default' ? name : `${group}:${name}`, schedule, { ...options, baseUrl });
  }
  return found;
}

function importSchedule(
  found: Collection,
  name: string,
  schedule: Values,
  { baseUrl, ...options }: ImportOptions & { baseUrl: string },
): void {
  const expression = textAt(schedule, 'ScheduleExpression');
  if (expression === undefined) {
    return found.note(
      name,
      'has no ScheduleExpression: list-schedules leaves it out, get-schedule prints it',
    );
  }
  const timezone = textAt(schedule, 'ScheduleExpressionTimezone') ?? 'UTC';
  const fields = toSchedule(expression, { ...options, timezone });
  if (typeof fields === 'string') return found.note(name, fields);
  const arn = textAt(schedule, 'Target', 'Arn') ?? 'no target';
  const target = joinUrl(baseUrl, name.replaceAll(':', '/'));
  const start = toInstant(valueAt(schedule, 'StartDate'));
  const end = toInstant(valueAt(schedule, 'EndDate'));
  const flexible = numberAt(schedule, 'FlexibleTimeWindow', 'MaximumWindowInMinutes');
  const retry = objectAt(schedule, 'Target', 'RetryPolicy');
  const retries = numberAt(retry, 'MaximumRetryAttempts') ?? RETRIES;
  const maxAge = clamp(numberAt(retry, 'MaximumEventAgeInSeconds') ?? MAX_AGE_SECONDS, 1, MAX_AGE_SECONDS);
  found.add(name, name, {
    name,
    description: textAt(schedule, 'Description') ?? null,
    target,
    payload: readInput(found, name, textAt(schedule, 'Target', 'Input')),
    ...fields,
    ...(start !== undefined && { starts_at: start }),
    ...(end !== undefined && { ends_at: end }),
    ...(flexible !== undefined && { spread_seconds: clamp(flexible * 60, 0, 86_400) }),
    retry: { max_attempts: clamp(retries + 1, 1, ATTEMPTS_AT_MOST), max_age_seconds: maxAge },
    catch_up: { window_seconds: maxAge },
    overlap: 'allow',
    ...(textAt(schedule, 'ActionAfterCompletion') === 'DELETE' && { delete_when_finished: true }),
    ...(textAt(schedule, 'State') === 'DISABLED' && { status: 'inactive' as const }),
  });
  found.note(name, `calls ${arn}: serve it at ${target}`);
  if (retries + 1 > ATTEMPTS_AT_MOST)
    found.note(name, `${retries} retries: a run has at most ${ATTEMPTS_AT_MOST} attempts`);
  if (valueAt(schedule, 'Target', 'DeadLetterConfig') !== undefined) {
    found.note(name, 'DeadLetterConfig: failed runs stay in the history, and can be rerun');
  }
}

function readInput(found: Collection, name: string, input: string | undefined): unknown {
  if (input === undefined) return null;
  let text = input;
  for (const [placeholder, template] of Object.entries(PLACEHOLDERS))
    text = text.replaceAll(placeholder, template);
  const rest = /<aws\.[\w.-]+>/.exec(text)?.[0];
  if (rest !== undefined) found.note(name, `${rest} in the input is not replaced`);
  return parseIfJson(text);
}
