// Refuses jobs without a further occurrence or with a specific time in the past.
import { type Candidate, findFirst, PAST_AT_MOST_MS } from '../planner/next-occurrence.ts';
import type { JobDefinition } from '../store/jobs.ts';
import { invalidFields, type Problem } from './problems.ts';

/** An unchanged time may be in the past; a new one only by up to a minute. */
export function checkSpecificTime(
  definition: Pick<JobDefinition, 'specific_time'>,
  stored: JobDefinition | undefined,
  now: Temporal.Instant,
): void {
  const time = definition.specific_time?.epochMilliseconds;
  if (time === undefined || time === stored?.specific_time?.epochMilliseconds) return;
  if (time < now.epochMilliseconds - PAST_AT_MOST_MS) {
    const detail = `lies more than 60 seconds in the past: it is now ${secondsText(now)}`;
    throw invalidFields([{ pointer: '/specific_time', detail }]);
  }
}

/** The 422 for a job that would never run. */
export function noOccurrence(job: Candidate, now: Temporal.Instant): Problem {
  const [field, detail] = findLimit(job, now);
  return invalidFields([{ pointer: `/${field}`, detail }]);
}

/** The field that ends the schedule, and the reason, a predicate that follows the field. */
export function findLimit(job: Candidate, now: Temporal.Instant): [field: string, detail: string] {
  const { max_runs: limit, run_count: count, ends_at: end } = job;
  if (limit !== null && count >= limit) {
    const runs = count === 1 ? '1 scheduled run has' : `${count} scheduled runs have`;
    return ['max_runs', `is reached: ${runs} started; set a higher number, or null for no limit`];
  }
  if (job.exclude.length > 0 && findFirst({ ...job, exclude: [] }, now) !== null) {
    return ['exclude', 'leaves no occurrence: every remaining occurrence is on a day off'];
  }
  if (end !== null) {
    const isPast = Temporal.Instant.compare(end, now) <= 0;
    return [
      'ends_at',
      isPast
        ? `lies in the past: it is now ${secondsText(now)}; set a later time, or null for no end`
        : 'leaves no occurrence: the next one would be later; set a later time, or null for no end',
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
