// Less common schedule fields: start, end, days off, missed runs, overlap and status.
import { DaysOffField } from './days-off-field.tsx';
import { CheckField, SelectField, TextField } from './fields.tsx';
import { FoldedFields } from './folded-fields.tsx';
import { InstantField } from './instant-field.tsx';
import { isSame, type JobForm } from './job-form.ts';
import { SecondsField } from './seconds-field.tsx';
import { StatusField } from './status-field.tsx';
import { type Values, valuesOf } from './values.ts';

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

const pointers = [
  '/starts_at',
  '/ends_at',
  '/exclude',
  '/max_runs',
  '/spread_seconds',
  '/catch_up',
  '/overlap',
  '/status',
  '/delete_when_finished',
];

const fields = [
  'startsAt',
  'endsAt',
  'daysOff',
  'maxRuns',
  'spread',
  'overlap',
  'catchUpPolicy',
  'catchUpWindow',
  'deleteWhenFinished',
] as const satisfies (keyof Values)[];

export function ScheduleOptions({ form }: { form: JobForm }) {
  const repeats = form.kind.value !== 'once';
  const started = form.job && form.job.run_count > 0 ? ` Now: ${form.job.run_count}.` : '';
  return (
    <FoldedFields
      form={form}
      pointers={pointers}
      isUsed={isUsed(form)}
      title="Schedule options"
      note="start and end, days off, missed runs, overlap, status"
    >
      {/* A one-time job shows these fields only if they are set: they have no effect on it. */}
      {(repeats || form.startsAt.value !== '') && (
        <InstantField form={form} pointer="/starts_at" label="Starts (optional)" value={form.startsAt} />
      )}
      {(repeats || form.endsAt.value !== '') && (
        <InstantField form={form} pointer="/ends_at" label="Ends (optional)" value={form.endsAt} />
      )}
      {(repeats || form.daysOff.value !== '') && <DaysOffField form={form} />}
      {(repeats || form.maxRuns.value !== '') && (
        <TextField
          form={form}
          pointer="/max_runs"
          label="Stop after N runs (optional)"
          value={form.maxRuns}
          inputMode="numeric"
          hint={`Counts started scheduled runs, not skipped or missed runs.${started}`}
        />
      )}
      <SecondsField
        form={form}
        pointer="/spread_seconds"
        label="Spread over (seconds)"
        value={form.spread}
        hint="Delays runs by a fixed offset per job, so that jobs with the same schedule do not all start at once."
      />
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
      <SelectField
        form={form}
        pointer="/overlap"
        label="If the previous run is still going"
        value={form.overlap}
        options={overlaps}
        hint={`${overlapHints[form.overlap.value]} Manual runs always start.`}
      />
      <StatusField form={form} />
      <CheckField
        form={form}
        pointer="/delete_when_finished"
        label="Delete when finished"
        value={form.deleteWhenFinished}
        hint="Deletes the job after its last run. Its runs stay readable until they are pruned."
        class="wide"
      />
    </FoldedFields>
  );
}

/** Whether any of these fields differs from its default. */
function isUsed(form: JobForm): boolean {
  const defaults = valuesOf();
  const isInactive = form.job !== undefined && form.job.status !== 'active';
  return isInactive || fields.some((name) => !isSame(form.fields[name].peek(), defaults[name]));
}
