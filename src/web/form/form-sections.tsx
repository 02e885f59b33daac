// The three sections of the job form: request, schedule and failures.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type fieldsOfType, REDACTED } from '../job-fields.ts';
import { Icon } from '../parts/icons.tsx';
import { DetailFields, type detailControls } from './detail-fields.tsx';
import { RetryFields, type successControls } from './failure-fields.tsx';
import { Errors, Field, SelectField, TextField } from './fields.tsx';
import { type FormField, type HeaderRow, headerPointer } from './form-fields.ts';
import { clearErrors, errorsAt, type JobForm } from './job-form.ts';
import { useJsonEditor } from './json-editor.tsx';
import { isAside, ScheduleFields, SchedulePreview } from './schedule-fields.tsx';
import type { scheduleControls } from './schedule-options.tsx';
import { SigningField } from './signing-field.tsx';

const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD'].map((method) => [method, method] as const);

/** Fields whose controls stand outside the folded groups, in the sections below. */
type Unfolded =
  | 'name'
  | 'method'
  | 'target'
  | 'headers'
  | 'payload'
  | 'signing_secret'
  | 'schedule_type'
  | 'timezone'
  | (typeof fieldsOfType)[keyof typeof fieldsOfType][number]
  | 'timeout_seconds'
  | 'retry';
type Folded = keyof typeof detailControls | keyof typeof scheduleControls | keyof typeof successControls;
// A field without a control is a compile error that names the field.
void ({} satisfies Record<Exclude<FormField, Unfolded | Folded>, never>);

interface Props {
  form: JobForm;
  /** Shown below the request fields. */
  testRequest: ComponentChildren;
}

export function FormSections({ form, testRequest }: Props) {
  const takesBody = form.method.value !== 'GET' && form.method.value !== 'HEAD';
  return (
    <>
      <Section id="request" title="Request" note="The HTTP request that each run sends.">
        <TextField form={form} pointer="/name" label="Name" value={form.name} required class="wide" />
        <div class="pair request-line wide">
          <SelectField form={form} pointer="/method" label="Method" value={form.method} options={methods} />
          <TextField
            form={form}
            pointer="/target"
            label="Target"
            value={form.target}
            type="url"
            isCode
            required
            placeholder="https://api.example.com/notify"
            onBlur={async () => await (await import('./read-form.ts')).checkTarget(form)}
          />
        </div>
        <HeaderRows form={form} />
        {(takesBody || form.payload.value !== '') && <PayloadField form={form} />}
        <SigningField form={form} />
        <DetailFields form={form} />
        {testRequest}
      </Section>
      <Section id="schedule" title="Schedule" note="When the job runs.">
        <ScheduleFields form={form} />
      </Section>
      <Section id="failure" title="Failures" note="Timeout, retries, and what counts as a success.">
        <RetryFields form={form} />
      </Section>
      {isAside.value && (
        <aside class="form-aside" aria-labelledby="next-runs">
          <h2 id="next-runs">Next runs</h2>
          <SchedulePreview form={form} />
        </aside>
      )}
    </>
  );
}

interface SectionProps {
  id: string;
  title: string;
  note: string;
  children: ComponentChildren;
}

function Section({ id, title, note, children }: SectionProps) {
  return (
    <section class="form-part" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <p class="hint">{note}</p>
      </header>
      <div class="columns">{children}</div>
    </section>
  );
}

/** Field for the request headers, one row per header. */
function HeaderRows({ form }: { form: JobForm }) {
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

const placeholders = ['run.id', 'run.scheduled_for', 'run.attempt', 'job.id', 'job.name', 'job.key'];

function PayloadField({ form }: { form: JobForm }) {
  const { draw, status } = useJsonEditor(form.payload, () => clearErrors(form, '/payload'));
  // A failed save shows the same error above.
  const hasErrors = errorsAt(form, '/payload').length > 0;
  return (
    <Field
      form={form}
      pointer="/payload"
      label="Payload"
      hint={
        <>
          {!hasErrors && status}
          <Placeholders />
        </>
      }
      class="wide payload"
    >
      {draw}
    </Field>
  );
}

function Placeholders() {
  return (
    <span class="templates">
      Placeholders, replaced for each attempt in payload strings and header values:{' '}
      {placeholders.map((name) => (
        <>
          <code>{`{{${name}}}`}</code>{' '}
        </>
      ))}
    </span>
  );
}
