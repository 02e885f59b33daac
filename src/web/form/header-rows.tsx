// Field for the request headers, one row per header.
import { useRef } from 'preact/hooks';
import { REDACTED } from '../job-fields.ts';
import { Icon } from '../parts/icons.tsx';
import { clearErrors, errorsAt } from './field-errors.ts';
import { Errors } from './fields.tsx';
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
  const hasRedacted = rows.some((row) => row.value === REDACTED);

  function change(next: HeaderRow[]): void {
    form.headers.value = next;
    clearErrors(form, '/headers');
  }

  /** Runs right after the render that adds or removes the row, before the next key press. */
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
      {hasRedacted && <p class="hint">[redacted] is a stored secret. Leave the value as it is to keep it.</p>}
      <button type="button" class="add" onClick={add}>
        Add header
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
        // If a secret is missing, only the value is invalid.
        aria-invalid={errors.length > 0 && !row.needsValue}
        placeholder="x-tenant"
        value={row.name}
        onInput={(event) => onChange({ name: event.currentTarget.value })}
      />
      <input
        {...common}
        aria-label={`Value of header ${number}`}
        aria-invalid={errors.length > 0}
        placeholder={row.needsValue ? 'enter again' : 'acme'}
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
        {row.needsValue && row.value === '' && errors.length === 0 && (
          <p class="hint">The value of {name} is a secret and was not copied. Enter it again.</p>
        )}
      </div>
    </div>
  );
}
