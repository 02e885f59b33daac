// What is rarely needed to say when.
import { DaysOffField } from './days-off-field.tsx';
import { SelectField, TextField } from './fields.tsx';
import { defaults, type JobForm } from './job-form.ts';
import { More } from './more.tsx';
import { SecondsField } from './seconds-field.tsx';

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

const pointers = ['/exclude', '/max_runs', '/spread_seconds', '/overlap', '/catch_up'];

export function MoreWhen({ form }: { form: JobForm }) {
  // They mean nothing to a single instant; where they are set all the same they are shown.
  const repeats = form.kind.value !== 'specific_time';
  const started = form.job && form.job.run_count > 0 ? ` So far: ${form.job.run_count}.` : '';
  return (
    <More
      form={form}
      pointers={pointers}
      isUsed={isUsed(form)}
      title="More about when"
      note="days off, number of runs, spread, late starts, overlap"
    >
      {(repeats || form.exclude.value !== '') && <DaysOffField form={form} />}
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
    </More>
  );
}

function isUsed(form: JobForm): boolean {
  return (
    form.exclude.peek() !== '' ||
    form.maxRuns.peek() !== '' ||
    form.spread.peek() !== defaults.spread ||
    form.overlap.peek() !== defaults.overlap ||
    form.catchUpPolicy.peek() !== defaults.catchUpPolicy ||
    form.catchUpWindow.peek() !== defaults.catchUpWindow
  );
}
