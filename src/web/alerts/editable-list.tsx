// An editable list of channels or rules, and the parts that their forms share.
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, TargetedInputEvent } from 'preact';
import { may } from '../session.ts';

interface Props<T> {
  /** The ID of the heading. */
  id: string;
  title: string;
  /** Undefined until they are loaded. */
  items: readonly T[] | undefined;
  /** Shown if there are no items. */
  none: string;
  /** The label of the button that opens an empty form. */
  newLabel: string;
  draw: (item: T) => ComponentChildren;
  drawActions: (item: T, onEdit: () => void) => ComponentChildren;
  /** `item` is undefined in the form of a new one. */
  drawForm: (item: T | undefined, onClose: () => void) => ComponentChildren;
}

export function EditableList<T extends { id: string }>(props: Props<T>) {
  const { id, title, items, none, newLabel, draw, drawActions, drawForm } = props;
  /** The ID of the edited item, `new`, or null. */
  const edited = useSignal<string | null>(null);
  const edit = (itemId: string | null) => () => {
    edited.value = itemId;
  };
  const close = edit(null);
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {items === undefined && <div class="skeleton rows-room" />}
      {items?.length === 0 && <p class="muted">{none}</p>}
      {items !== undefined && items.length > 0 && (
        <ol class="changes">
          {items.map((item) => (
            <li key={item.id} class="audit-entry">
              {draw(item)}
              {may('edit') && drawActions(item, edit(item.id))}
              {edited.value === item.id && drawForm(item, close)}
            </li>
          ))}
        </ol>
      )}
      {may('edit') &&
        (edited.value === 'new' ? (
          drawForm(undefined, close)
        ) : (
          <p>
            <button type="button" onClick={edit('new')}>
              {newLabel}
            </button>
          </p>
        ))}
    </section>
  );
}

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

/** Fields of the channel and rule forms: label, control and hint. */
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
