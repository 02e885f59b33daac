// When a job runs, as a short sentence.
import type { Job } from '../../../client/src/index.ts';
import { formatBrief } from './time.ts';

type ScheduleFields = Pick<
  Job,
  'schedule_type' | 'cron_expression' | 'specific_time' | 'interval' | 'interval_value' | 'timezone'
>;

/** Intervals of these units are the same everywhere; longer ones depend on the calendar of a zone. */
const elapsedUnits = ['minute', 'hour'];

export function ScheduleWords({ job }: { job: ScheduleFields }) {
  switch (job.schedule_type) {
    case 'cron':
      return (
        <>
          <code>{job.cron_expression}</code> <span class="muted">{job.timezone}</span>
        </>
      );
    case 'specific_time':
      return <>at {job.specific_time && formatBrief(job.specific_time, job.timezone)}</>;
    case 'recurring': {
      const isLocal = !elapsedUnits.includes(job.interval ?? '');
      return (
        <>
          {describeInterval(job.interval_value ?? 1, job.interval ?? '')}
          {isLocal && <span class="muted"> {job.timezone}</span>}
        </>
      );
    }
  }
}

/** `every hour`, `every 15 minutes` */
export function describeInterval(value: number, unit: string): string {
  return value === 1 ? `every ${unit}` : `every ${value} ${unit}s`;
}
