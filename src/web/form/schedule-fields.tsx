// When: a chooser of the kind of schedule, and the fields of that kind.
import type { Signal } from '@preact/signals';
import { now } from '../clock.ts';
import { formatInstant, formatRelative } from '../format/time.ts';
import { fromWallClock, isZone, zoneNames } from '../format/zone.ts';
import { Errors, SelectField, TextField } from './fields.tsx';
import { errorsAt } from './form-errors.ts';
import type { JobForm } from './job-form.ts';
import { MoreWhen } from './more-when.tsx';
import { SchedulePreview } from './schedule-preview.tsx';

const kinds = [
  ['recurring', 'Every so often'],
  ['cron', 'Cron expression'],
  ['specific_time', 'At a specific time'],
] as const;

const units = ['minute', 'hour', 'day', 'week', 'month', 'year'].map((unit) => [unit, `${unit}s`] as const);

export function ScheduleFields({ form }: { form: JobForm }) {
  const kind = form.kind.value;
  // Bounds mean nothing to a single instant; where they are set all the same they are shown.
  const hasBounds = kind !== 'specific_time' || form.startsAt.value !== '' || form.endsAt.value !== '';
  return (
    <>
      <fieldset class="field wide kinds">
        <legend>Kind of schedule</legend>
        {kinds.map(([name, text]) => (
          <label key={name}>
            <input
              type="radio"
              name="kind"
              checked={kind === name}
              onChange={() => {
                form.kind.value = name;
              }}
            />
            {text}
          </label>
        ))}
        <Errors errors={errorsAt(form, '/schedule_type')} label="Kind of schedule" pointer="/schedule_type" />
      </fieldset>
      {kind === 'cron' && <CronFields form={form} />}
      {kind === 'specific_time' && (
        <InstantField form={form} pointer="/specific_time" label="Date and time" value={form.specificTime} />
      )}
      {kind === 'recurring' && <IntervalFields form={form} />}
      <TextField
        form={form}
        pointer="/timezone"
        label="Time zone"
        value={form.timezone}
        list="zones"
        isCode
        hint="All times of this form are read in it."
      />
      <datalist id="zones">
        {zoneNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {hasBounds && (
        <>
          <InstantField form={form} pointer="/starts_at" label="Starts (optional)" value={form.startsAt} />
          <InstantField form={form} pointer="/ends_at" label="Ends (optional)" value={form.endsAt} />
        </>
      )}
      <SchedulePreview form={form} />
      <MoreWhen form={form} />
    </>
  );
}

function CronFields({ form }: { form: JobForm }) {
  return (
    <TextField
      form={form}
      pointer="/cron_expression"
      label="Cron expression"
      value={form.cron}
      isCode
      placeholder="0 9 * * 1-5"
      class="two-lines long-hint"
      hint="Minute, hour, day, month, weekday; a sixth field in front is for seconds. @hourly, @daily and the like work too."
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
        hint={form.startsAt.value === '' ? 'Counted from the job’s creation.' : 'Counted from its start.'}
      />
      <SelectField form={form} pointer="/interval" label="Unit" value={form.interval} options={units} />
    </div>
  );
}

interface InstantProps {
  form: JobForm;
  pointer: string;
  label: string;
  value: Signal<string>;
}

function InstantField(props: InstantProps) {
  const { form, value } = props;
  return (
    <TextField
      {...props}
      type="datetime-local"
      hint={value.value && <Meaning text={value.value} zone={form.timezone.value.trim()} />}
    />
  );
}

/** The instant that is meant: a clock change may make it another than what was typed. */
function Meaning({ text, zone }: { text: string; zone: string }) {
  const at = isZone(zone) ? fromWallClock(text, zone) : undefined;
  if (at === undefined) return null;
  return (
    <>
      {formatInstant(at, zone)}, {formatRelative(at, now.value)}
    </>
  );
}
