// Below the fields that say when: what they mean, as one types.
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PreviewInput } from '../../../client/src/index.ts';
import { PreviewPanel } from '../preview/preview-panel.tsx';
import { anchorOf } from '../preview/stored-schedule.ts';
import { type Answer, usePreview } from '../preview/use-preview.ts';
import type { FieldError } from './errors.ts';
import { Errors } from './fields.tsx';
import { errorsElsewhere } from './form-errors.ts';
import type { JobForm } from './job-form.ts';
import { isUnfinished, readSchedule } from './read-schedule.ts';

/** A keystroke that follows at once makes the one before it not worth asking about. */
const DELAY_MS = 100;

export function SchedulePreview({ form }: { form: JobForm }) {
  const question = isUnfinished(form) ? null : readQuestion(form);
  const answer = usePreview(question, DELAY_MS);
  useEffect(() => {
    form.previewErrors.value = answer.errors;
    form.preview.value = answer.isStale ? undefined : answer.preview;
  }, [answer.errors, answer.preview, answer.isStale]);
  return (
    <PreviewPanel
      preview={answer.preview}
      isStale={answer.isStale}
      zone={form.timezone.value.trim()}
      limit={runsLeft(form)}
      isOnce={form.kind.value === 'once'}
      instead={
        question === null ? (
          <span class="muted">What it means is told here, once it is filled in.</span>
        ) : (
          tellObstacle(form, answer)
        )
      }
    />
  );
}

/** The schedule part of the body, or what keeps it from being made. */
function readQuestion(form: JobForm): PreviewInput | FieldError[] {
  const errors: FieldError[] = [];
  const schedule = readSchedule(form, (pointer, detail) => errors.push({ pointer, detail }));
  if (errors.length > 0) return errors;
  const isUnanchored = schedule.schedule_type === 'recurring' && schedule.starts_at === null;
  return isUnanchored && form.job ? { ...schedule, starts_at: anchorOf(form.job) } : schedule;
}

function tellObstacle(form: JobForm, { errors, failure }: Answer): ComponentChildren {
  const elsewhere = errorsElsewhere(form, errors);
  if (elsewhere.length > 0) return <Errors errors={elsewhere} label="The schedule" pointer="" />;
  if (errors.length > 0) return <span class="muted">It has no meaning yet: see the note at its field.</span>;
  if (failure === undefined) return undefined;
  return <span class="muted">What it means cannot be told just now. {failure}</span>;
}

function runsLeft(form: JobForm): number {
  const most = form.maxRuns.value.trim();
  return /^\d+$/.test(most) ? Number(most) - (form.job?.run_count ?? 0) : Number.POSITIVE_INFINITY;
}
