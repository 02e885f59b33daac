// When a job runs: its schedule in words, and what comes next.
import type { Job } from '../../../client/src/index.ts';
import { ScheduleWords } from '../format/schedule.tsx';
import { isOver } from '../format/words.ts';
import { PreviewPanel } from '../preview/preview-panel.tsx';
import { toPreviewInput } from '../preview/stored-schedule.ts';
import { usePreview } from '../preview/use-preview.ts';

export function JobWhen({ job }: { job: Job }) {
  const { preview, errors, failure } = usePreview(toPreviewInput(job));
  const isOnce = job.schedule_type === 'specific_time';
  // A stored schedule that can no longer be read is shown as it is stored.
  const isUntold = errors.length > 0 || failure !== undefined;
  const words = preview ? `${preview.description}.` : isUntold && <ScheduleWords job={job} />;
  if (job.status !== 'active' && isOver(job)) return <p class="when sentence">{words}</p>;
  return (
    <section class={isOnce ? 'when once' : 'when'} aria-label="When it runs">
      <PreviewPanel
        preview={preview}
        instead={words}
        caption={job.status === 'active' ? undefined : 'Once it is resumed:'}
        limit={job.max_runs === null ? Number.POSITIVE_INFINITY : job.max_runs - job.run_count}
        isOnce={isOnce}
        zone={job.timezone}
      />
    </section>
  );
}
