// What is rarely needed to say when.
import { DaysOffField } from './days-off-field.tsx';
import { CheckField, SelectField, TextField } from './fields.tsx';
import { InstantField } from './instant-field.tsx';
import { isSame, type JobForm } from './job-form.ts';
import { More } from './more.tsx';
import { SecondsField } from './seconds-field.tsx';
import { StatusField } from './status-field.tsx';
import { type Values, valuesOf } from './values.ts';

const policies = [
  ['one', 'Run the newest missed one'],
  ['all', 'Run all of them, one after the other'],
  ['none', 'Skip them'],
] as const;

const overlaps = [
  ['skip', 'Skip the new run'],
  ['allow', 'Start it all the same'],
  ['queue', 'Let it wait'],
  ['cancel_previous', 'Cancel the run before it'],
] as const;

const overlapHints = {
  skip: 'It is recorded as skipped.',
  allow: 'The target may get several requests at once.',
  queue: 'It starts as soon as the run before it has ended; a further one is skipped.',
  cancel_previous: 'An attempt under way is given up within 5 seconds.',
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

export function MoreWhen({ form }: { form: JobForm }) {
  const repeats = form.kind.value !== 'once';
  const started = form.job && form.job.run_count > 0 ? ` So far: ${form.job.run_count}.` : '';
  return (
    <More
      form={form}
      pointers={pointers}
      isUsed={isUsed(form)}
      title="More about when"
      note="start and end, days off, late starts, overlap, status"
    >
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
          label="Stop after so many runs (optional)"
          value={form.maxRuns}
          inputMode="numeric"
          hint={`Runs by its schedule that have started; skipped and missed ones do not count.${started}`}
        />
      )}
      <SecondsField
        form={form}
        pointer="/spread_seconds"
        label="Spread over, in seconds"
        value={form.spread}
        hint="Delays each run by the job’s own share of it, always the same: many jobs of one instant do not start at once."
      />
      <SelectField
        form={form}
        pointer="/catch_up/policy"
        label="If it could not start in time"
        value={form.catchUpPolicy}
        options={policies}
        hint="After an outage, for example. What is not run is recorded as missed."
      />
      <SecondsField
        form={form}
        pointer="/catch_up/window_seconds"
        label="But not later than, in seconds"
        value={form.catchUpWindow}
        hint={
          form.catchUpPolicy.value === 'none'
            ? 'Has no effect while they are skipped.'
            : 'What is late by more is skipped.'
        }
      />
      <SelectField
        form={form}
        pointer="/overlap"
        label="If the run before it has not ended"
        value={form.overlap}
        options={overlaps}
        hint={`${overlapHints[form.overlap.value]} Runs started by hand always start.`}
      />
      <StatusField form={form} />
      <CheckField
        form={form}
        pointer="/delete_when_finished"
        label="Delete it once it is over"
        value={form.deleteWhenFinished}
        hint="Once nothing is left to run. Its runs stay readable until they are pruned."
        class="wide"
      />
    </More>
  );
}

/** What means nothing to a single instant is shown where it is set all the same. */
function isUsed(form: JobForm): boolean {
  const usual = valuesOf();
  const isOff = form.job !== undefined && form.job.status !== 'active';
  return isOff || fields.some((name) => !isSame(form.fields[name].peek(), usual[name]));
}
