// Fields of the channel and rule forms: label, control and hint.
import type { Signal } from '@preact/signals';
import type { ComponentChildren, TargetedInputEvent } from 'preact';

interface FieldProps {
  id: string;
  label: string;
  hint?: string;
}

function Labeled({ id, label, hint, children }: FieldProps & { children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint !== undefined && <p class="hint">{hint}</p>}
    </div>
  );
}

interface TextProps extends FieldProps {
  value: Signal<string>;
  placeholder?: string;
  isNumber?: boolean;
  isSecret?: boolean;
}

export function TextInput({ value, placeholder, isNumber, isSecret, ...field }: TextProps) {
  const attributes = {
    id: field.id,
    autocomplete: 'off',
    placeholder,
    value: value.value,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => {
      value.value = event.currentTarget.value;
    },
  };
  return (
    <Labeled {...field}>
      {isSecret ? (
        <input type="password" {...attributes} />
      ) : (
        <input type="text" inputMode={isNumber ? 'numeric' : undefined} {...attributes} />
      )}
    </Labeled>
  );
}

interface SelectProps extends FieldProps {
  value: Signal<string>;
  options: readonly (readonly [value: string, text: string])[];
}

export function SelectInput({ value, options, ...field }: SelectProps) {
  return (
    <Labeled {...field}>
      <select
        id={field.id}
        value={value.value}
        onChange={(event) => {
          value.value = event.currentTarget.value;
        }}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </Labeled>
  );
}

interface CheckProps {
  label: string;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}

export function CheckInput({ label, isChecked, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
