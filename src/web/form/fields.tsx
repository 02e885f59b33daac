// Form fields: a label with its control, a hint and the errors of the field.
import { batch, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { toWallClock } from '../format/zone.ts';
import type { FieldError } from './form-fields.ts';
import { chooseKind, clearErrors, errorsAt, type JobForm } from './job-form.ts';

interface FieldProps {
  form: JobForm;
  /** JSON Pointer of the field in the request body. */
  pointer: string;
  label: string;
  hint?: ComponentChildren;
  class?: string | undefined;
  /** Replaces the default list of errors. */
  messages?: ComponentChildren;
}

/** Attributes that connect a control with its label and its messages. */
export interface ControlAttributes {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string;
}

export function Field({
  form,
  pointer,
  label,
  hint,
  class: className,
  messages,
  children,
}: FieldProps & {
  children: (attributes: ControlAttributes) => ComponentChildren;
}) {
  const id = idOf(pointer);
  const errors = errorsAt(form, pointer);
  return (
    <div class={`field ${className ?? ''}`}>
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': errors.length > 0, 'aria-describedby': `${id}-errors ${id}-hint` })}
      <div id={`${id}-errors`}>
        {messages ?? <Errors form={form} errors={errors} label={label} pointer={pointer} />}
      </div>
      <div id={`${id}-hint`}>{hint && <p class="hint">{hint}</p>}</div>
    </div>
  );
}

interface TextProps extends FieldProps {
  value: Signal<string>;
  type?: 'text' | 'url' | 'time' | 'datetime-local';
  inputMode?: 'numeric' | 'decimal';
  isCode?: boolean;
  required?: boolean;
  placeholder?: string;
  onBlur?: () => void;
}

export function TextField({
  value,
  type = 'text',
  isCode,
  inputMode,
  required,
  placeholder,
  onBlur,
  ...field
}: TextProps) {
  const { form, pointer } = field;
  return (
    <Field {...field}>
      {(attributes) => (
        <input
          {...attributes}
          type={type}
          list={undefined}
          class={isCode ? 'code' : undefined}
          inputMode={inputMode}
          required={required}
          placeholder={placeholder}
          // Step 1 shows the seconds of a value that has seconds.
          step={type === 'datetime-local' && value.value.length > 16 ? 1 : undefined}
          autocomplete="off"
          spellcheck={!isCode && type === 'text' && !inputMode}
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
            clearErrors(form, pointer);
          }}
          onBlur={onBlur}
        />
      )}
    </Field>
  );
}

interface SelectProps<Value extends string> extends FieldProps {
  value: Signal<Value>;
  /** Values with their labels. */
  options: readonly (readonly [value: Value, text: string])[];
}

export function SelectField<Value extends string>({ value, options, ...field }: SelectProps<Value>) {
  return (
    <Field {...field}>
      {(attributes) => (
        <select
          {...attributes}
          value={value.value}
          onChange={(event) => {
            value.value = event.currentTarget.value as Value;
            clearErrors(field.form, field.pointer);
          }}
        >
          {options.map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps extends FieldProps {
  value: Signal<boolean>;
}

export function CheckField({ value, label, hint, ...field }: CheckProps) {
  const { form, pointer } = field;
  const id = idOf(pointer);
  const errors = errorsAt(form, pointer);
  return (
    <div class={`field ${field.class ?? ''}`}>
      <label class="check">
        <input
          type="checkbox"
          checked={value.value}
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            value.value = event.currentTarget.checked;
            clearErrors(form, pointer);
          }}
        />
        {label}
      </label>
      <Errors errors={errors} label={label} pointer={pointer} />
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}

interface ErrorsProps {
  /** Offers suggestions as buttons. */
  form?: JobForm;
  errors: FieldError[];
  label: string;
  pointer: string;
}

export function Errors({ form, errors, label, pointer }: ErrorsProps) {
  return (
    <>
      {errors.map((error) => (
        <p key={`${error.pointer} ${error.detail}`} class="error">
          {errorSentence(error, label, pointer)}{' '}
          {form && error.suggestion && <SuggestionButton form={form} suggestion={error.suggestion} />}
        </p>
      ))}
    </>
  );
}

/** Puts the suggestion of an error or a warning into the form. */
export function SuggestionButton({ form, suggestion }: { form: JobForm; suggestion: Suggestion }) {
  return (
    <button type="button" class="plain" onClick={() => applySuggestion(form, suggestion)}>
      {suggestionText(suggestion)}
    </button>
  );
}

const idOf = (pointer: string) => `field${pointer.replaceAll('/', '-')}`;

/** Error details of the API continue the field's name or are sentences of their own. */
function errorSentence({ pointer, detail }: FieldError, label: string, field: string): string {
  const inner = pointer.slice(field.length + 1);
  const name = label.replace(' (optional)', '');
  const subject = inner === '' ? name : `${name}, at ${inner.replaceAll('/', ' → ')},`;
  // Some details start with the field's API name: the label replaces it.
  const rest = detail.replace(`${field.slice(field.lastIndexOf('/') + 1)} `, '');
  const isPredicate = /^(is|has|must|cannot|lies|leaves)\b/.test(rest);
  const text = isPredicate ? `${subject} ${rest}` : detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

type Suggestion = NonNullable<FieldError['suggestion']>;

function applySuggestion(form: JobForm, suggestion: Suggestion): void {
  const zone = suggestion.timezone ?? form.timezone.value.trim();
  const { schedule_type: type, cron_expression: cron, interval, interval_value: value } = suggestion;
  batch(() => {
    form.timezone.value = zone;
    if (type === 'recurring') chooseKind(form, 'interval');
    if (type === 'specific_time') chooseKind(form, 'once');
    if (cron) form.cron.value = cron;
    if (interval) form.interval.value = interval;
    if (value) form.intervalValue.value = String(value);
    if (suggestion.spread_seconds !== undefined) form.spread.value = String(suggestion.spread_seconds);
    const instants = [
      [suggestion.specific_time, form.specificTime],
      [suggestion.starts_at, form.startsAt],
      [suggestion.ends_at, form.endsAt],
    ] as const;
    for (const [at, field] of instants) if (at) field.value = toWallClock(at, zone);
    for (const pointer of ['/cron_expression', '/timezone']) clearErrors(form, pointer);
  });
}

/** The label of its button, such as `Use 0 12 * * *`. */
function suggestionText(suggestion: Suggestion): string {
  const { cron_expression: cron, interval, interval_value: value, specific_time, timezone } = suggestion;
  const parts = [
    cron,
    interval && value && `every ${value === 1 ? interval : `${value} ${interval}s`}`,
    specific_time,
    timezone,
  ];
  return `Use ${parts.filter(Boolean).join(', ')}`;
}
