// Live preview of the schedule: below its fields, or beside the form on a wide page.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PreviewInput } from '../../../client/src/index.ts';
import { intervalStart } from '../preview/preview-input.ts';
import { PreviewPanel } from '../preview/preview-panel.tsx';
import { type PreviewResult, usePreview } from '../preview/use-preview.ts';
import type { FieldError } from './field-error.ts';
import { errorsWithoutField } from './field-errors.ts';
import { Errors, SuggestionButton } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { isUnfinished, readSchedule } from './read-schedule.ts';

const wide = matchMedia('(width >= 1340px)');
/** Whether the preview is beside the form, where it stays in view. */
export const isAside = signal(wide.matches);
wide.addEventListener('change', () => {
  isAside.value = wide.matches;
});

/** Debounces requests while the user types. */
const DELAY_MS = 100;

export function SchedulePreview({ form }: { form: JobForm }) {
  const input = isUnfinished(form) ? null : readPreviewInput(form);
  const result = usePreview(input, DELAY_MS);
  useEffect(() => {
    form.previewErrors.value = result.errors;
    form.preview.value = result.isStale ? undefined : result.preview;
  }, [result.errors, result.preview, result.isStale]);
  return (
    <PreviewPanel
      preview={result.preview}
      isStale={result.isStale}
      zone={form.timezone.value.trim()}
      limit={runsLeft(form)}
      offer={(suggestion) => <SuggestionButton form={form} suggestion={suggestion} />}
      isOnce={form.kind.value === 'once'}
      instead={input === null ? <span class="muted">Next runs appear here.</span> : errorNote(form, result)}
    />
  );
}

/** Returns the schedule part of the body, or the errors that prevent it. */
function readPreviewInput(form: JobForm): PreviewInput | FieldError[] {
  const errors: FieldError[] = [];
  const schedule = readSchedule(form, (pointer, detail) => errors.push({ pointer, detail }));
  if (errors.length > 0) return errors;
  const isUnanchored = schedule.schedule_type === 'recurring' && schedule.starts_at === null;
  return isUnanchored && form.job ? { ...schedule, starts_at: intervalStart(form.job) } : schedule;
}

/** Replaces the sentence of the schedule if there is no valid preview. */
function errorNote(form: JobForm, { errors, failure }: PreviewResult): ComponentChildren {
  const elsewhere = errorsWithoutField(form, errors);
  if (elsewhere.length > 0) return <Errors errors={elsewhere} label="The schedule" pointer="" />;
  if (errors.length > 0) return <span class="muted">Fix the marked field to see the next runs.</span>;
  if (failure === undefined) return undefined;
  return <span class="muted">The next runs cannot be loaded. {failure}</span>;
}

function runsLeft(form: JobForm): number {
  const maxRuns = form.maxRuns.value.trim();
  return /^\d+$/.test(maxRuns) ? Number(maxRuns) - (form.job?.run_count ?? 0) : Number.POSITIVE_INFINITY;
}
