// Schedule section of the form: kind, fields of the kind, time zone and preview.

import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { PreviewInput } from '../../../client/src/index.ts';
import { ordinal } from '../../text/ordinal.ts';
import { intervalStart, PreviewPanel, type PreviewResult, usePreview } from '../parts/preview.tsx';
import { Errors, SelectField, SuggestionButton, TextField } from './fields.tsx';
import { type FieldError, type ReportError, readScalars } from './form-fields.ts';
import {
  chooseKind,
  clearErrors,
  errorsAt,
  errorsWithoutField,
  isUnfinished,
  type JobForm,
  readSchedule,
  readValues,
} from './job-form.ts';
import {
  type CalendarSchedule,
  cronOf,
  isCalendarKind,
  type Kind,
  missingPartText,
} from './schedule-kinds.ts';
import { InstantField, ScheduleOptions } from './schedule-options.tsx';
import { ZoneField } from './zone-field.tsx';

const kinds: [Kind, string][] = [
  ['interval', 'Interval'],
  ['daily', 'Daily'],
  ['weekly', 'Weekly'],
  ['monthly', 'Monthly'],
  ['cron', 'Cron'],
  ['once', 'Once'],
];

const units = ['minute', 'hour', 'day', 'week', 'month', 'year'].map((unit) => [unit, `${unit}s`] as const);

export function ScheduleFields({ form }: { form: JobForm }) {
  const kind = form.kind.value;
  return (
    <>
      <fieldset class="field wide">
        <legend class="unseen">Schedule type</legend>
        <div class="segments">
          {kinds.map(([name, text]) => (
            <label key={name}>
              <input
                type="radio"
                name="kind"
                class="unseen"
                checked={kind === name}
                onChange={() => chooseKind(form, name)}
              />
              {text}
            </label>
          ))}
        </div>
        <Errors errors={errorsAt(form, '/schedule_type')} label="Schedule type" pointer="/schedule_type" />
      </fieldset>
      {kind === 'interval' && <IntervalFields form={form} />}
      {isCalendarKind(kind) && <CalendarFields form={form} kind={kind} />}
      {kind === 'cron' && <CronField form={form} />}
      {kind === 'once' && (
        <InstantField
          form={form}
          pointer="/specific_time"
          label="Date and time"
          value={form.specificTime}
          class="two-lines"
        />
      )}
      <ZoneField form={form} />
      {!isAside.value && <SchedulePreview form={form} />}
      <ScheduleOptions form={form} />
    </>
  );
}

function CronField({ form }: { form: JobForm }) {
  return (
    <TextField
      form={form}
      pointer="/cron_expression"
      label="Cron expression"
      value={form.cron}
      isCode
      placeholder="0 9 * * 1-5"
      class="two-lines"
      hint="minute hour day month weekday (optional seconds first), or @hourly, @daily …"
    />
  );
}

function IntervalFields({ form }: { form: JobForm }) {
  return (
    <div class="pair">
      <TextField
        form={form}
        pointer="/interval_value"
        label="Every"
        value={form.intervalValue}
        inputMode="numeric"
        class="two-lines"
        hint={
          form.startsAt.value === '' ? 'Counted from the job’s creation.' : 'Counted from the start date.'
        }
      />
      <SelectField form={form} pointer="/interval" label="Unit" value={form.interval} options={units} />
    </div>
  );
}

const POINTER = '/cron_expression';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const monthDays: [string, string][] = [
  ...Array.from({ length: 31 }, (_, index): [string, string] => [
    String(index + 1),
    `the ${ordinal(index + 1)}`,
  ]),
  ['L', 'the last day'],
];

/** Fields of daily, weekly and monthly schedules; the form turns them into a cron expression. */
function CalendarFields({ form, kind }: { form: JobForm; kind: CalendarSchedule['kind'] }) {
  const cron = cronOf(readValues(form.fields));
  return (
    <div class="field two-lines clock">
      <div class="clock-line">
        <TextField form={form} pointer={POINTER} label="At" value={form.time} type="time" messages="" />
        {kind === 'weekly' && <Weekdays form={form} />}
        {kind === 'monthly' && (
          <SelectField
            form={form}
            pointer={`${POINTER}/day`}
            label="On"
            value={form.monthDay}
            options={monthDays}
          />
        )}
      </div>
      <Errors errors={errorsAt(form, POINTER)} label="The schedule" pointer={POINTER} />
      <p class="hint">
        {cron === '' ? (
          missingPartText(form.time.value)
        ) : (
          <>
            As cron: <code>{cron}</code>
          </>
        )}
      </p>
    </div>
  );
}

function Weekdays({ form }: { form: JobForm }) {
  const chosen = form.weekdays.value;
  function toggle(day: number): void {
    form.weekdays.value = chosen.includes(day)
      ? chosen.filter((other) => other !== day)
      : [...chosen, day].sort((a, b) => a - b);
    clearErrors(form, POINTER);
  }
  return (
    <fieldset class="field">
      <legend>On</legend>
      <div class="segments weekdays">
        {weekdays.map((name, index) => (
          <label key={name} title={name}>
            <input
              type="checkbox"
              class="unseen"
              aria-label={name}
              checked={chosen.includes(index + 1)}
              onChange={() => toggle(index + 1)}
            />
            {name.slice(0, 2)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

// Live preview of the schedule: below its fields, or beside the form on a wide page.

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
  // A layout effect: a kind that is chosen before the next frame must not start from an outdated preview.
  useLayoutEffect(() => {
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
  const report: ReportError = (pointer, detail) => errors.push({ pointer, detail });
  const { max_runs, spread_seconds } = readScalars(form, (pointer, detail) => {
    if (pointer === '/max_runs' || pointer === '/spread_seconds') report(pointer, detail);
  });
  const schedule = { ...readSchedule(form, report), max_runs, spread_seconds };
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
