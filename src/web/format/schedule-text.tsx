// The schedule of a job as a sentence, and its days off.
import type { Job } from '../../../client/src/index.ts';
import { formatBrief, formatLocal } from './time.ts';

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

/** The schedule as plain text, for the tooltip of a truncated cell. */
export function scheduleTitle(job: ScheduleFields): string {
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

type Item = Job['exclude'][number];

/** Formats days off and date ranges. `Fri 24 Dec 2027`, `Mon 27 Dec 2027 – Fri 31 Dec 2027` */
export function formatDaysOff(item: Item): string {
  return typeof item === 'string' ? formatDay(item) : `${formatDay(item.from)} – ${formatDay(item.to)}`;
}

/** An invalid date stays unchanged: the parser would turn 30 February into a day of March. */
function formatDay(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const isValid = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
  return isValid ? formatLocal(`${day}T00:00:00`).date : day;
}
