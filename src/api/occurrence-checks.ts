// Refuses jobs without a further occurrence or with a specific time in the past.
import { type Candidate, findFirst, PAST_AT_MOST_MS } from '../planner/next-occurrence.ts';
import type { JobDefinition } from '../store/jobs.ts';
import { invalidFields, type Problem } from './problems.ts';

/** An unchanged time may be in the past; a new one only by up to a minute. */
export function checkSpecificTime(
  definition: JobDefinition,
  stored: JobDefinition | undefined,
  now: Temporal.Instant,
): void {
  const time = definition.specific_time?.epochMilliseconds;
  if (time === undefined || time === stored?.specific_time?.epochMilliseconds) return;
  if (time < now.epochMilliseconds - PAST_AT_MOST_MS) {
    throw invalidFields([{ pointer: '/specific_time', detail: 'lies more than 60 seconds in the past' }]);
  }
}

/** The 422 for a job that would never run. */
export function noOccurrence(job: Candidate, now: Temporal.Instant): Problem {
  return invalidFields([
    {
      pointer: `/${invalidField(job, now)}`,
      detail: 'leaves no future occurrence in the schedule',
    },
  ]);
}

function invalidField(job: Candidate, now: Temporal.Instant): string {
  if (job.max_runs !== null && job.run_count >= job.max_runs) return 'max_runs';
  if (job.exclude.length > 0 && findFirst({ ...job, exclude: [] }, now) !== null) return 'exclude';
  if (job.ends_at !== null) return 'ends_at';
  return { cron: 'cron_expression', specific_time: 'specific_time', recurring: 'interval' }[
    job.schedule_type
  ];
}
