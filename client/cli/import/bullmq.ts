// Imports job schedulers and repeatable jobs of BullMQ: the JSON of `getJobSchedulers()` or `getRepeatableJobs()`.

import { requireBaseUrl } from './base-url.ts';
import { Collection, type Imported, type ImportOptions } from './collection.ts';
import {
  clamp,
  joinUrl,
  numberAt,
  objectAt,
  readJsonItems,
  textAt,
  toInstant,
  type Values,
  valueAt,
} from './request.ts';
import { toInterval, toSchedule } from './schedule.ts';

export function importBullMq(text: string, options: ImportOptions): Imported {
  const baseUrl = requireBaseUrl(options, 'the URL below which the processors of the jobs are served');
  const found = new Collection();
  for (const scheduler of readJsonItems(text, 'getJobSchedulers() of BullMQ')) {
    const name = textAt(scheduler, 'name') ?? textAt(scheduler, 'key') ?? 'unnamed';
    importScheduler(found, name, scheduler, { ...options, baseUrl });
  }
  return found;
}

function importScheduler(
  found: Collection,
  name: string,
  scheduler: Values,
  { baseUrl, ...options }: ImportOptions & { baseUrl: string },
): void {
  // JSON of repeatable jobs has numbers as text.
  const every = Number(valueAt(scheduler, 'every') ?? Number.NaN);
  const pattern = textAt(scheduler, 'pattern') ?? textAt(scheduler, 'cron');
  const timezone = textAt(scheduler, 'tz') ?? options.timezone;
  const schedule =
    pattern === undefined
      ? Number.isNaN(every)
        ? 'has neither pattern nor every'
        : toInterval(every)
      : toSchedule(pattern, { ...options, timezone });
  if (typeof schedule === 'string') return found.note(name, schedule);
  const start = toInstant(valueAt(scheduler, 'startDate'));
  const end = toInstant(valueAt(scheduler, 'endDate'));
  const limit = numberAt(scheduler, 'limit');
  const done = numberAt(scheduler, 'iterationCount') ?? 0;
  if (limit !== undefined && done >= limit) return found.note(name, `has reached its limit of ${limit}`);
  const target = joinUrl(baseUrl, encodeURIComponent(name));
  const key = textAt(scheduler, 'key') ?? textAt(scheduler, 'id') ?? name;
  found.add(name, /^[\w.-]{1,200}$/.test(key) ? key : name, {
    name,
    target,
    payload: valueAt(scheduler, 'template', 'data') ?? null,
    ...schedule,
    ...(start !== undefined && { starts_at: start }),
    ...(end !== undefined && { ends_at: end }),
    ...(limit !== undefined && { max_runs: limit - done }),
    retry: readRetry(objectAt(scheduler, 'template', 'opts')),
    // Jobs of a queue run side by side.
    overlap: 'allow',
  });
  found.note(name, `is a job of a queue: serve its processor at ${target}`);
}

function readRetry(opts: Values) {
  const backoff = objectAt(opts, 'backoff');
  const delayMs = numberAt(backoff, 'delay') ?? numberAt(opts, 'backoff');
  return {
    max_attempts: clamp(numberAt(opts, 'attempts') ?? 1, 1, 50),
    ...(delayMs !== undefined && { initial_delay_seconds: clamp(delayMs / 1_000, 0, 86_400) }),
    ...(textAt(backoff, 'type') === 'fixed' && { factor: 1 }),
  };
}
