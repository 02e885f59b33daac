// The request's headers: a row for each.
import { Errors } from './fields.tsx';
import { clearErrors, errorsAt } from './form-errors.ts';
import { createRow, type HeaderRow, type JobForm } from './job-form.ts';
import { headerPointer } from './read-form.ts';

export function HeaderRows({ form }: { form: JobForm }) {
  const rows = form.headers.value;
  const rowPointers = rows.map((row) => headerPointer(row.name.trim()).toLowerCase());
  const general = errorsAt(form, '/headers').filter(
    (error) => !rowPointers.includes(error.pointer.toLowerCase()),
  );
  const hasHidden = rows.some((row) => row.value === '[redacted]');
  return (
    <fieldset class="field wide headers">
      <legend>Headers</legend>
      {rows.map((row, index) => (
        <Row key={row.id} form={form} row={row} number={index + 1} />
      ))}
      <Errors errors={general} label="Headers" pointer="/headers" />
      {hasHidden && <p class="hint">[redacted] stands for a stored secret: leave it and the secret stays.</p>}
      <button
        type="button"
        onClick={() => {
          form.headers.value = [...form.headers.value, createRow()];
        }}
      >
        Add a header
      </button>
    </fieldset>
  );
}

function Row({ form, row, number }: { form: JobForm; row: HeaderRow; number: number }) {
  const pointer = headerPointer(row.name.trim()).toLowerCase();
  const errors = errorsAt(form, '/headers').filter((error) => error.pointer.toLowerCase() === pointer);
  const id = `header-${row.id}-errors`;
  function change(part: Partial<HeaderRow>): void {
    form.headers.value = form.headers.value.map((other) =>
      other.id === row.id ? { ...other, ...part } : other,
    );
    clearErrors(form, '/headers');
  }
  return (
    <div class="header-row">
      <input
        class="code"
        aria-label={`Name of header ${number}`}
        aria-invalid={errors.length > 0}
        aria-describedby={id}
        placeholder="x-tenant"
        autocomplete="off"
        spellcheck={false}
        value={row.name}
        onInput={(event) => change({ name: event.currentTarget.value })}
      />
      <input
        class="code"
        aria-label={`Value of header ${number}`}
        aria-describedby={id}
        placeholder="acme"
        autocomplete="off"
        spellcheck={false}
        value={row.value}
        onInput={(event) => change({ value: event.currentTarget.value })}
      />
      <button
        type="button"
        aria-label={`Remove header ${number}`}
        onClick={() => {
          form.headers.value = form.headers.value.filter((other) => other.id !== row.id);
          clearErrors(form, '/headers');
        }}
      >
        Remove
      </button>
      <div id={id} class="header-errors">
        <Errors
          errors={errors}
          label={`Header ${row.name.trim()}`.trim()}
          pointer={errors[0]?.pointer ?? ''}
        />
      </div>
    </div>
  );
}
