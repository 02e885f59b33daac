// Schedule section of the form: kind, fields of the kind, time zone and preview.

import { CalendarFields } from './calendar-fields.tsx';
import { errorsAt } from './field-errors.ts';
import { Errors, SelectField, TextField } from './fields.tsx';
import { InstantField } from './instant-field.tsx';
import type { JobForm } from './job-form.ts';
import { isCalendarKind, type Kind } from './schedule-kinds.ts';
import { ScheduleOptions } from './schedule-options.tsx';
import { isAside, SchedulePreview } from './schedule-preview.tsx';
import { chooseKind } from './switch-kind.ts';
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
