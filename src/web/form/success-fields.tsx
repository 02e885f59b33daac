// Fields for what counts as a success and for pausing after failures.
import { ControlGroup, type Controls } from './control-group.tsx';
import { clearErrors, errorsAt } from './field-errors.ts';
import { Errors, Field, TextField } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { parseStatuses } from './success-statuses.ts';

const STATUSES = '/success/statuses';
const LABEL = 'Success statuses';

export const successControls = {
  success: SuccessPolicyFields,
  pause_after_failures: PauseAfterFailuresField,
} satisfies Controls;

export function SuccessFields({ form }: { form: JobForm }) {
  return (
    <ControlGroup
      form={form}
      controls={successControls}
      title="Success and failure"
      note="which responses succeed, pause after failures"
    />
  );
}

function SuccessPolicyFields({ form }: { form: JobForm }) {
  return (
    <>
      <StatusesField form={form} />
      <TextField
        form={form}
        pointer="/success/body_contains"
        label="Response must contain (optional)"
        value={form.bodyContains}
        isCode
        hint="Exact text, in the first 64 KiB of the body."
      />
    </>
  );
}

function PauseAfterFailuresField({ form }: { form: JobForm }) {
  const failures = form.job?.consecutive_failures ?? 0;
  return (
    <TextField
      form={form}
      pointer="/pause_after_failures"
      label="Pause after N failures (optional)"
      value={form.pauseAfterFailures}
      inputMode="numeric"
      hint={`Consecutive failed runs. A paused job only runs manually.${failures > 0 ? ` Now: ${failures}.` : ''}`}
    />
  );
}

function StatusesField({ form }: { form: JobForm }) {
  return (
    <Field
      form={form}
      pointer={STATUSES}
      label={LABEL}
      messages={errorsAt(form, STATUSES).map((error) => (
        // The error of one status names this status.
        <Errors
          key={error.pointer}
          errors={[error]}
          label={labelOf(error.pointer, form.statuses.value)}
          pointer={error.pointer}
        />
      ))}
      hint="Codes or classes, such as 2xx, 404. Any other status is a failure."
    >
      {(attributes) => (
        <input
          {...attributes}
          class="code"
          autocomplete="off"
          spellcheck={false}
          value={form.statuses.value}
          onInput={(event) => {
            form.statuses.value = event.currentTarget.value;
            clearErrors(form, STATUSES);
          }}
        />
      )}
    </Field>
  );
}

function labelOf(pointer: string, text: string): string {
  const index = pointer.slice(STATUSES.length + 1);
  return index === '' ? LABEL : `“${parseStatuses(text)[Number(index)] ?? ''}”`;
}
