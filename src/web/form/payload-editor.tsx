// The payload: JSON, checked with every keystroke.
import { Field } from './fields.tsx';
import { clearErrors, errorsAt } from './form-errors.ts';
import type { JobForm } from './job-form.ts';
import { checkJson } from './json-check.ts';

const POINTER = '/payload';
const templates = ['run.id', 'run.scheduled_for', 'run.attempt', 'job.id', 'job.name', 'job.key'];

export function PayloadEditor({ form }: { form: JobForm }) {
  return (
    <Field
      form={form}
      pointer={POINTER}
      label="Payload"
      hint={
        <>
          <Verdict form={form} />
          <Templates />
        </>
      }
      class="wide"
    >
      {(attributes) => (
        <textarea
          {...attributes}
          class="code"
          rows={7}
          spellcheck={false}
          placeholder={'{ "message": "Hello, world!" }'}
          value={form.payload.value}
          onInput={(event) => {
            form.payload.value = event.currentTarget.value;
            clearErrors(form, POINTER);
          }}
        />
      )}
    </Field>
  );
}

function Verdict({ form }: { form: JobForm }) {
  const text = form.payload.value;
  if (text.trim() === '') return <>Any JSON. Empty: the request has no body.</>;
  // After a refused save the same is said as an error already.
  if (errorsAt(form, POINTER).length > 0) return null;
  const check = checkJson(text);
  if (check.isValid) return <>This is valid JSON.</>;
  return (
    <span class="error">
      Line {check.line}, column {check.column}: {check.problem}.
    </span>
  );
}

function Templates() {
  return (
    <span class="templates">
      Filled in for each attempt, in strings here and in values of headers:{' '}
      {templates.map((name) => (
        <>
          <code>{`{{${name}}}`}</code>{' '}
        </>
      ))}
    </span>
  );
}
