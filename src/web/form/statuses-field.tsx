// Text field for a list of statuses, whose errors name the status.
import type { Signal } from '@preact/signals';
import { clearErrors, errorsAt } from './field-errors.ts';
import { Errors, Field } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { parseStatuses } from './success-statuses.ts';

interface StatusesFieldProps {
  form: JobForm;
  pointer: string;
  label: string;
  value: Signal<string>;
  hint: string;
}

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
