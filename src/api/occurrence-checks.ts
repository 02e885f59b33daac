// Finds why a job has no further occurrence, and a specific time in the past.
import { type Candidate, findFirst, PAST_AT_MOST_MS } from '../planner/next-occurrence.ts';
import type { JobDefinition } from '../store/jobs.ts';
import type { FieldError } from './problems.ts';

/** An unchanged time may be in the past; a new one only by up to a minute. */
export function findTimeErrors(
  definition: Pick<JobDefinition, 'specific_time'>,
  stored: JobDefinition | undefined,
  now: Temporal.Instant,
): FieldError[] {
  const time = definition.specific_time?.epochMilliseconds;
  if (time === undefined || time === stored?.specific_time?.epochMilliseconds) return [];
  if (time >= now.epochMilliseconds - PAST_AT_MOST_MS) return [];
  const detail = `lies more than 60 seconds in the past: it is now ${secondsText(now)}`;
  return [{ pointer: '/specific_time', detail }];
}

/** The error of a job that would never run. */
export function noOccurrence(job: Candidate, now: Temporal.Instant): FieldError {
  const [field, detail] = findLimit(job, now);
  return { pointer: `/${field}`, detail };
}

/** Whether the error that ends a schedule stands, whatever the invalid fields of the schedule will be. */
export function endsAnySchedule(
  { pointer }: FieldError,
  { ends_at: end }: Pick<JobDefinition, 'ends_at'>,
  now: Temporal.Instant,
): boolean {
  if (pointer === '/ends_at') return end !== null && Temporal.Instant.compare(end, now) <= 0;
  return ['/status', '/max_runs', '/specific_time'].includes(pointer);
}

/** The field that ends the schedule, and the reason, a predicate that follows the field. */
export function findLimit(job: Candidate, now: Temporal.Instant): [field: string, detail: string] {
  const { max_runs: limit, run_count: count, ends_at: end } = job;
  if (limit !== null && count >= limit) {
    const runs = count === 1 ? '1 scheduled run has' : `${count} scheduled runs have`;
    return ['max_runs', `is reached: ${runs} started; set a higher number, or remove the limit`];
  }
  if (job.exclude.length > 0 && findFirst({ ...job, exclude: [] }, now) !== null) {
    return ['exclude', 'leaves no occurrence: every remaining occurrence is on a day off'];
  }
  if (end !== null) {
    const isPast = Temporal.Instant.compare(end, now) <= 0;
    return [
      'ends_at',
      isPast
        ? `lies in the past: it is now ${secondsText(now)}; set a later time, or remove it`
        : 'leaves no occurrence: the next one would be later; set a later time, or remove it',
    ];
  }
  switch (job.schedule_type) {
    case 'cron':
      return ['cron_expression', 'leaves no occurrence from now on'];
    case 'specific_time':
      return job.starts_at === null
        ? ['specific_time', `lies in the past: it is now ${secondsText(now)}; set a time in the future`]
        : ['starts_at', 'leaves no occurrence: specific_time is earlier'];
    case 'recurring':
      return ['interval', 'leaves no occurrence from now on'];
  }
}

function secondsText(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' });
}
