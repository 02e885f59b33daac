// What is rarely needed to say when: folded away until it is used.
import { useSignal } from '@preact/signals';
import { DaysOffField } from './days-off-field.tsx';
import { SelectField, TextField } from './fields.tsx';
import { defaults, errorsAt, type JobForm } from './job-form.ts';
import { SecondsField } from './seconds-field.tsx';

const policies = [
  ['one', 'Run the newest missed one'],
  ['all', 'Run all of them, one after the other'],
  ['none', 'Skip them'],
] as const;

const pointers = ['/exclude', '/max_runs', '/spread_seconds', '/catch_up'];

export function MoreWhen({ form }: { form: JobForm }) {
  const isOpen = useSignal(isUsed(form));
  const hasErrors = pointers.some((pointer) => errorsAt(form, pointer).length > 0);
  // They mean nothing to a single instant; where they are set all the same they are shown.
  const repeats = form.kind.value !== 'specific_time';
  const started = form.job && form.job.run_count > 0 ? ` So far: ${form.job.run_count}.` : '';
  return (
    <details
      class="more wide"
      open={isOpen.value || hasErrors}
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        More about when <span class="muted">days off, number of runs, spread, late starts</span>
      </summary>
      <div class="columns">
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
      </div>
    </details>
  );
}

function isUsed(form: JobForm): boolean {
  return (
    form.exclude.peek() !== '' ||
    form.maxRuns.peek() !== '' ||
    form.spread.peek() !== defaults.spread ||
    form.catchUpPolicy.peek() !== defaults.catchUpPolicy ||
    form.catchUpWindow.peek() !== defaults.catchUpWindow
  );
}
