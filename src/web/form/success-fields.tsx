// Fields for what counts as a success, for pausing after failures, and for the callback of a run.

import type { Signal } from '@preact/signals';
import { ControlGroup, type Controls } from './control-group.tsx';
import { clearErrors, errorsAt } from './field-errors.ts';
import { Errors, Field, SelectField, TextField } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { parseStatuses } from './values.ts';

export const successControls = {
  success: SuccessPolicyFields,
  pause_after_failures: PauseAfterFailuresField,
  on_finish: OnFinishFields,
} satisfies Controls;

export function SuccessFields({ form }: { form: JobForm }) {
  return (
    <ControlGroup
      form={form}
      controls={successControls}
      title="Success and failure"
      note="which responses succeed, pause after failures, report of the result"
    />
  );
}

function SuccessPolicyFields({ form }: { form: JobForm }) {
  return (
    <>
      <StatusesField
        form={form}
        pointer="/success/statuses"
        label="Success statuses"
        value={form.statuses}
        hint="Codes or classes, such as 2xx, 404. Any other status is a failure."
      />
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

const ends = [
  ['always', 'Every run'],
  ['failed', 'Failed runs'],
  ['succeeded', 'Succeeded runs'],
] as const;

function OnFinishFields({ form }: { form: JobForm }) {
  return (
    <>
      <TextField
        form={form}
        pointer="/on_finish/url"
        label="Report results to (optional)"
        value={form.onFinishUrl}
        type="url"
        isCode
        placeholder="https://example.com/runs"
        hint="A URL that receives one message after the last attempt of a run."
      />
      {form.onFinishUrl.value !== '' && (
        <SelectField
          form={form}
          pointer="/on_finish/when"
          label="Report"
          value={form.onFinishWhen}
          options={ends}
        />
      )}
    </>
  );
}

interface StatusesFieldProps {
  form: JobForm;
  pointer: string;
  label: string;
  value: Signal<string>;
  hint: string;
}

/** Text field for a list of statuses, whose errors name the status. */
export function StatusesField({ form, pointer, label, value, hint }: StatusesFieldProps) {
  const labelOf = (errorPointer: string) => {
    const index = errorPointer.slice(pointer.length + 1);
    return index === '' ? label : `“${parseStatuses(value.value)[Number(index)] ?? ''}”`;
  };
  return (
    <Field
      form={form}
      pointer={pointer}
      label={label}
      messages={errorsAt(form, pointer).map((error) => (
        <Errors key={error.pointer} errors={[error]} label={labelOf(error.pointer)} pointer={error.pointer} />
      ))}
      hint={hint}
    >
      {(attributes) => (
        <input
          {...attributes}
          class="code"
          autocomplete="off"
          spellcheck={false}
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
            clearErrors(form, pointer);
          }}
        />
      )}
    </Field>
  );
}
