// Less common schedule fields: start, end, days off, missed runs, overlap and status.

import type { Signal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { now } from '../clock.ts';
import { formatDaysOff, needsNewSchedule, toWords } from '../format/job-text.tsx';
import { formatInstant, formatRelative } from '../format/time.ts';
import { fromWallClock, isZone } from '../format/zone.ts';
import { ControlGroup, type Controls, SecondsField } from './control-group.tsx';
import { CheckField, Errors, Field, SelectField, TextField } from './fields.tsx';
import { type FieldError, lineOf, parseDaysOff } from './form-fields.ts';
import { clearErrors, errorsAt, type JobForm } from './job-form.ts';

const policies = [
  ['one', 'Run the latest missed run'],
  ['all', 'Run all missed runs, one at a time'],
  ['none', 'Skip missed runs'],
] as const;

const overlaps = [
  ['skip', 'Skip the new run'],
  ['allow', 'Start the new run anyway'],
  ['queue', 'Wait for the previous run'],
  ['cancel_previous', 'Cancel the previous run'],
] as const;

const overlapHints = {
  skip: 'The new run is recorded as skipped.',
  allow: 'The target may receive several requests at once.',
  queue: 'One run waits for the previous run to end; further runs are skipped.',
  cancel_previous: 'A running attempt is stopped within 5 seconds.',
};

/** A one-time job shows the fields that have no effect on it only if they are set. */
const hasEffect = (form: JobForm) => form.kind.value !== 'once';

export const scheduleControls = {
  starts_at: ({ form }) =>
    (hasEffect(form) || form.startsAt.value !== '') && (
      <InstantField form={form} pointer="/starts_at" label="Starts (optional)" value={form.startsAt} />
    ),
  ends_at: ({ form }) =>
    (hasEffect(form) || form.endsAt.value !== '') && (
      <InstantField form={form} pointer="/ends_at" label="Ends (optional)" value={form.endsAt} />
    ),
  exclude: ({ form }) => (hasEffect(form) || form.daysOff.value !== '') && <DaysOffField form={form} />,
  max_runs: MaxRunsField,
  spread_seconds: ({ form }) => (
    <SecondsField
      form={form}
      pointer="/spread_seconds"
      label="Spread over (seconds)"
      value={form.spread}
      hint="Delays runs by a fixed offset per job, so that jobs with the same schedule do not all start at once."
    />
  ),
  catch_up: CatchUpFields,
  overlap: ({ form }) => (
    <SelectField
      form={form}
      pointer="/overlap"
      label="If the previous run is still going"
      value={form.overlap}
      options={overlaps}
      hint={`${overlapHints[form.overlap.value]} Manual runs always start.`}
    />
  ),
  status: StatusField,
  delete_when_finished: ({ form }) => (
    <CheckField
      form={form}
      pointer="/delete_when_finished"
      label="Delete when finished"
      value={form.deleteWhenFinished}
      hint="Deletes the job after its last run. Its runs stay readable until they are pruned."
      class="wide"
    />
  ),
} satisfies Controls;

export function ScheduleOptions({ form }: { form: JobForm }) {
  return (
    <ControlGroup
      form={form}
      controls={scheduleControls}
      isUsed={form.job !== undefined && form.job.status !== 'active'}
      title="Schedule options"
      note="start and end, days off, missed runs, overlap, status"
    />
  );
}

function MaxRunsField({ form }: { form: JobForm }) {
  if (!hasEffect(form) && form.maxRuns.value === '') return null;
  const started = form.job && form.job.run_count > 0 ? ` Now: ${form.job.run_count}.` : '';
  return (
    <TextField
      form={form}
      pointer="/max_runs"
      label="Stop after N runs (optional)"
      value={form.maxRuns}
      inputMode="numeric"
      hint={`Counts started scheduled runs, not skipped or missed runs.${started}`}
    />
  );
}

function CatchUpFields({ form }: { form: JobForm }) {
  return (
    <>
      <SelectField
        form={form}
        pointer="/catch_up/policy"
        label="If missed"
        value={form.catchUpPolicy}
        options={policies}
        hint="For example after an outage. Runs that do not start are recorded as missed."
      />
      <SecondsField
        form={form}
        pointer="/catch_up/window_seconds"
        label="Catch up within (seconds)"
        value={form.catchUpWindow}
        hint={
          form.catchUpPolicy.value === 'none'
            ? 'No effect while missed runs are skipped.'
            : 'Runs with a longer delay do not start.'
        }
      />
    </>
  );
}

function StatusField({ form }: { form: JobForm }) {
  return (
    <SelectField
      form={form}
      pointer="/status"
      label="Status"
      value={form.status}
      options={statusOptions(form.job)}
      hint={
        form.job && needsNewSchedule(form.job) && 'A schedule with upcoming runs makes the job active again.'
      }
    />
  );
}

function statusOptions(job: Job | undefined): [string, string][] {
  const choices: [string, string][] = [
    ['active', 'Active: runs on schedule'],
    ['inactive', 'Inactive: manual runs only'],
  ];
  if (!job) return choices;
  const reason = job.status_reason === null ? '' : ` (${toWords(job.status_reason)})`;
  return [['', `Unchanged: ${job.status}${reason}`], ...choices];
}

const POINTER = '/exclude';

/** Field for days off: one date or range per line, parsed on every keystroke. */
function DaysOffField({ form }: { form: JobForm }) {
  const text = form.daysOff.value;
  const errors = errorsAt(form, POINTER);
  return (
    <Field
      form={form}
      pointer={POINTER}
      label="Days off (optional)"
      messages={errors.map((error) => (
        <Errors
          key={error.pointer}
          errors={[error]}
          label={labelOf(error, text)}
          // An error in one end of a range is reported for its line.
          pointer={error.pointer}
        />
      ))}
      hint={errors.length === 0 && <DaysOffHint text={text} />}
      class="wide"
    >
      {(attributes) => (
        <textarea
          {...attributes}
          class="code"
          rows={Math.min(Math.max(text.split('\n').length, 3), 12)}
          spellcheck={false}
          placeholder={'2027-12-24\n2027-12-27 – 2027-12-31'}
          value={text}
          onInput={(event) => {
            form.daysOff.value = event.currentTarget.value;
            clearErrors(form, POINTER);
          }}
        />
      )}
    </Field>
  );
}

function labelOf({ pointer }: FieldError, text: string): string {
  const index = pointer.split('/')[2];
  return index === undefined ? 'The list of days off' : `Line ${lineOf(text, Number(index))}`;
}

/** Lists the parsed dates with their weekdays, so that a mistyped date is noticed. */
function DaysOffHint({ text }: { text: string }) {
  const errors: string[] = [];
  const days = parseDaysOff(text, (pointer) => errors.push(pointer));
  if (days.length === 0 || errors.length > 0)
    return <>One date or range per line. The job does not run on these days.</>;
  return <>No runs on {days.map(formatDaysOff).join('; ')}.</>;
}

interface InstantFieldProps {
  form: JobForm;
  pointer: string;
  label: string;
  value: Signal<string>;
  class?: string;
}

/** Field for a date and time, with the resulting instant below. */
export function InstantField(props: InstantFieldProps) {
  const { form, value } = props;
  return (
    <TextField
      {...props}
      type="datetime-local"
      hint={value.value && <InstantHint text={value.value} zone={form.timezone.value.trim()} />}
    />
  );
}

/** Near a clock change the instant can differ from the typed time. */
function InstantHint({ text, zone }: { text: string; zone: string }) {
  const at = isZone(zone) ? fromWallClock(text, zone) : undefined;
  if (at === undefined) return null;
  return (
    <>
      {formatInstant(at, zone)}, {formatRelative(at, now.value)}
    </>
  );
}
