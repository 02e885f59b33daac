// Texts on a job: its schedule, its status, its policies and its days off.
import type { Job } from '../../../client/src/index.ts';
import { SINCE_CREATION } from '../../text/since-creation.ts';
import { formatBrief, formatCount, formatCounted, formatLocal } from './time.ts';

type ScheduleFields = Pick<
  Job,
  'schedule_type' | 'cron_expression' | 'specific_time' | 'interval' | 'interval_value' | 'timezone'
>;

export function ScheduleWords({ job }: { job: ScheduleFields }) {
  const words = describeSchedule(job);
  if (job.schedule_type === 'specific_time') return <>{words}</>;
  return (
    <>
      {job.schedule_type === 'cron' ? <code>{words}</code> : words}
      {hasZone(job) && <span class="muted"> {job.timezone}</span>}
    </>
  );
}

type ListedFields = ScheduleFields & Pick<Job, 'schedule_description'>;

/** The schedule of a job in a row of a list. */
export function ListedSchedule({ job }: { job: ListedFields }) {
  return job.schedule_description === null ? (
    <ScheduleWords job={job} />
  ) : (
    <>{job.schedule_description.replace(SINCE_CREATION, '')}</>
  );
}

/** The schedule as plain text, for the tooltip of a truncated cell. */
export function scheduleTitle(job: ListedFields): string {
  if (job.schedule_description !== null) return job.schedule_description;
  const words = describeSchedule(job);
  return job.schedule_type !== 'specific_time' && hasZone(job) ? `${words} ${job.timezone}` : words;
}

function describeSchedule({ schedule_type, ...job }: ScheduleFields): string {
  switch (schedule_type) {
    case 'cron':
      return job.cron_expression ?? '';
    case 'specific_time':
      return job.specific_time === null ? '' : `at ${formatBrief(job.specific_time, job.timezone)}`;
    case 'recurring':
      return job.interval_value === 1
        ? `every ${job.interval}`
        : `every ${job.interval_value} ${job.interval}s`;
  }
}

/** Intervals of minutes and hours do not depend on the time zone; all other schedules do. */
function hasZone({ schedule_type, interval }: ScheduleFields): boolean {
  return schedule_type === 'cron' || (interval !== 'minute' && interval !== 'hour');
}

/** `timed_out` → `timed out` */
export function toWords(name: string): string {
  // “rejected” would sound as if the service had refused the request.
  return name === 'rejected' ? 'bad response' : name.replaceAll('_', ' ');
}

const jobReasons: Record<string, (job: Job) => string> = {
  paused: () => 'Paused.',
  completed: () => 'The one-time run has finished.',
  ended: () => 'The schedule has no more runs.',
  max_runs: ({ run_count }) => `Reached its maximum of ${formatCounted(run_count, 'run')}.`,
  run_failed: () => 'The one-time run failed.',
  missed: () => 'The one-time run was missed: no worker started it in time.',
  too_many_failures: ({ consecutive_failures: count }) =>
    count > 1 ? `Stopped after ${formatCount(count)} failed runs in a row.` : 'Stopped after a failed run.',
  invalid: ({ schedule_error: error }) =>
    error === null
      ? 'The stored job could not be planned; the log of the service has the reason.'
      : `The stored schedule is invalid: ${error}.`,
};

/** Explains why a job is not active and how to activate it; empty for an active job. */
export function describeJobStatus(job: Job): string {
  const { status, status_reason: reason } = job;
  if (status === 'active') return '';
  const why = reason === null ? '' : (jobReasons[reason]?.(job) ?? `${toWords(reason)}.`);
  return `${why} ${remedyFor(job)}`.trim();
}

function remedyFor(job: Job): string {
  if (job.status_reason === 'max_runs') return 'Edit the job to raise the maximum.';
  if (job.status_reason === 'invalid') return 'Edit the job to repair it.';
  return needsNewSchedule(job) ? 'Edit the job to reschedule it.' : 'Manual runs only, until it is resumed.';
}

/** Whether the job cannot be resumed until it gets a new schedule. */
export function needsNewSchedule(job: Job): boolean {
  return job.status_reason !== null && !['paused', 'too_many_failures'].includes(job.status_reason);
}

/** Whether the job is active and failing, by the rule of the service. */
export function isFailing({ failing }: Job): boolean {
  return failing;
}

/** Null if there are no failures and no limit. */
export function describeFailures({ consecutive_failures, pause_after_failures }: Job): string | null {
  const count = formatCount(consecutive_failures);
  if (pause_after_failures === null) return consecutive_failures === 0 ? null : `${count} in a row`;
  return `${count} of ${formatCounted(pause_after_failures, 'failure')} in a row`;
}

/** Formats days off and date ranges. `Fri 24 Dec 2027`, `Mon 27 Dec 2027 – Fri 31 Dec 2027` */
export function formatDaysOff(item: Job['exclude'][number]): string {
  return typeof item === 'string' ? formatDay(item) : `${formatDay(item.from)} – ${formatDay(item.to)}`;
}

/** An invalid date stays unchanged: the parser would turn 30 February into a day of March. */
function formatDay(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const isValid = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
  return isValid ? formatLocal(`${day}T00:00:00`).date : day;
}
