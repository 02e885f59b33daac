// The request's headers: a row for each.
import { useRef } from 'preact/hooks';
import { Icon } from '../parts/icons.tsx';
import { Errors } from './fields.tsx';
import { clearErrors, errorsAt } from './form-errors.ts';
import type { JobForm } from './job-form.ts';
import { headerPointer } from './read-form.ts';
import type { HeaderRow } from './values.ts';

export function HeaderRows({ form }: { form: JobForm }) {
  const element = useRef<HTMLFieldSetElement>(null);
  const rows = form.headers.value;
  const rowPointers = rows.map((row) => headerPointer(row.name.trim()).toLowerCase());
  const general = errorsAt(form, '/headers').filter(
    (error) => !rowPointers.includes(error.pointer.toLowerCase()),
  );
  const hasHidden = rows.some((row) => row.value === '[redacted]');

  function change(next: HeaderRow[]): void {
    form.headers.value = next;
    clearErrors(form, '/headers');
  }

  /** Right after the drawing that has the row, or has it no more: before another key can be pressed. */
  function focusOn(index: number): void {
    queueMicrotask(() => {
      const names = element.current?.querySelectorAll<HTMLElement>('.header-row > :first-child');
      const button = element.current?.querySelector<HTMLElement>('.add');
      (names?.[Math.min(index, names.length - 1)] ?? button)?.focus();
    });
  }

  function add(): void {
    const id = Math.max(0, ...rows.map((row) => row.id)) + 1;
    change([...rows, { id, name: '', value: '' }]);
    focusOn(rows.length);
  }

  return (
    <fieldset ref={element} class="field wide headers">
      <legend>Headers</legend>
      {rows.map((row, index) => (
        <Row
          key={row.id}
          form={form}
          row={row}
          number={index + 1}
          onChange={(part) => change(rows.map((other) => (other === row ? { ...row, ...part } : other)))}
          onRemove={() => {
            change(rows.filter((other) => other !== row));
            focusOn(index);
          }}
        />
      ))}
      <Errors errors={general} label="Headers" pointer="/headers" />
      {hasHidden && <p class="hint">[redacted] stands for a stored secret: leave it and the secret stays.</p>}
      <button type="button" class="add" onClick={add}>
        Add a header
      </button>
    </fieldset>
  );
}

interface RowProps {
  form: JobForm;
  row: HeaderRow;
  number: number;
  onChange: (part: Partial<HeaderRow>) => void;
  onRemove: () => void;
}

function Row({ form, row, number, onChange, onRemove }: RowProps) {
  const name = row.name.trim();
  const pointer = headerPointer(name).toLowerCase();
  const errors = errorsAt(form, '/headers').filter((error) => error.pointer.toLowerCase() === pointer);
  const id = `header-${row.id}-errors`;
  const common = {
    class: 'code',
    'aria-describedby': id,
    autocomplete: 'off',
    spellcheck: false,
    autocapitalize: 'off',
  } as const;
  return (
    <div class="header-row">
      <input
        {...common}
        aria-label={`Name of header ${number}`}
        // What is missing is its value.
        aria-invalid={errors.length > 0 && !row.isWanted}
        placeholder="x-tenant"
        value={row.name}
        onInput={(event) => onChange({ name: event.currentTarget.value })}
      />
      <input
        {...common}
        aria-label={`Value of header ${number}`}
        aria-invalid={errors.length > 0}
        placeholder={row.isWanted ? 'to be entered anew' : 'acme'}
        value={row.value}
        onInput={(event) => onChange({ value: event.currentTarget.value })}
      />
      <button
        type="button"
        class="icon-button"
        aria-label={`Remove header ${number}`}
        title="Remove"
        onClick={onRemove}
      >
        <Icon name="cancel" />
      </button>
      <div id={id} class="header-errors">
        <Errors errors={errors} label={`Header ${name}`.trim()} pointer={errors[0]?.pointer ?? ''} />
        {row.isWanted && row.value === '' && errors.length === 0 && (
          <p class="hint">The value of {name} is a secret that does not come along: enter it anew.</p>
        )}
      </div>
    </div>
  );
}
