// The next runs of a job, with warnings; keeps its space while they load.
import type { Job } from '../../../client/src/index.ts';
import { needsNewSchedule } from '../format/job-text.ts';
import { shownZone } from '../format/shown-zone.ts';
import { PreviewPanel } from '../preview/preview-panel.tsx';
import type { PreviewResult } from '../preview/use-preview.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.ts';

export function JobNextRuns({ job, result }: { job: Job; result: PreviewResult }) {
  const isActive = job.status === 'active';
  if (!isActive && needsNewSchedule(job)) return null;
  return (
    <section class="when" aria-labelledby="next">
      <h3 id="next">{isActive && !isSchedulerPaused() ? 'Next runs' : 'Next runs, once resumed'}</h3>
      <PreviewPanel
        preview={result.preview}
        instead={null}
        limit={job.max_runs === null ? Number.POSITIVE_INFINITY : job.max_runs - job.run_count}
        isOnce={job.schedule_type === 'specific_time'}
        zone={shownZone()}
      />
    </section>
  );
}
