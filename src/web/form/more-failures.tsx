// Which answers are a success, and how many failures are too many.
import { Errors, Field, TextField } from './fields.tsx';
import { clearErrors, errorsAt } from './form-errors.ts';
import type { JobForm } from './job-form.ts';
import { More } from './more.tsx';
import { parseStatuses } from './statuses.ts';
import { defaults } from './values.ts';

const STATUSES = '/success/statuses';
const LABEL = 'Statuses that are a success';

export function MoreFailures({ form }: { form: JobForm }) {
  const failures = form.job?.consecutive_failures ?? 0;
  return (
    <More
      form={form}
      pointers={['/success', '/pause_after_failures']}
      isUsed={isUsed(form)}
      title="Success and failure"
      note="which answers are a success, pause after failures in a row"
    >
      <StatusesField form={form} />
      <TextField
        form={form}
        pointer="/success/body_contains"
        label="Text that the answer must contain (optional)"
        value={form.bodyContains}
        isCode
        hint="Letter for letter, in the first 64 KiB of its body."
      />
      <TextField
        form={form}
        pointer="/pause_after_failures"
        label="Pause after so many failed runs (optional)"
        value={form.pauseAfter}
        inputMode="numeric"
        hint={`In a row. Then it runs by hand only, until it is resumed.${failures > 0 ? ` So far: ${failures}.` : ''}`}
      />
    </More>
  );
}

function StatusesField({ form }: { form: JobForm }) {
  return (
    <Field
      form={form}
      pointer={STATUSES}
      label={LABEL}
      messages={errorsAt(form, STATUSES).map((error) => (
        // What is wrong with one of them is told of it.
        <Errors
          key={error.pointer}
          errors={[error]}
          label={nameOf(error.pointer, form.statuses.value)}
          pointer={error.pointer}
        />
      ))}
      hint="Codes and classes such as 2xx, 404. Any other answer is a failure."
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

function nameOf(pointer: string, text: string): string {
  const index = pointer.slice(STATUSES.length + 1);
  return index === '' ? LABEL : `“${parseStatuses(text)[Number(index)] ?? ''}”`;
}

function isUsed(form: JobForm): boolean {
  return (
    form.statuses.peek() !== defaults.statuses ||
    form.bodyContains.peek() !== '' ||
    form.pauseAfter.peek() !== ''
  );
}
