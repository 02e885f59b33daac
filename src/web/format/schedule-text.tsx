// Short text of a job's schedule.
import type { Job } from '../../../client/src/index.ts';
import { formatBrief } from './time.ts';

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
