// The form of a channel, a rule or a credential: saves it, and shows each error at its field.
import { type Signal, useSignal } from '@preact/signals';
import { type ComponentChildren, createContext, type TargetedInputEvent } from 'preact';
import { useContext, useEffect, useId, useRef } from 'preact/hooks';
import { SchedulerError } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { formatCounted } from '../format/time.ts';
import { JobField } from '../parts/job-field.tsx';
import { Quoted, showMessage } from '../parts/messages.tsx';
import { Panel } from '../parts/panel.tsx';

type FieldError = SchedulerError['fieldErrors'][number];

interface FormState {
  errors: Signal<readonly FieldError[]>;
  /** The fields that show their own errors, by JSON pointer. */
  pointers: Set<string>;
}

const Form = createContext<FormState | null>(null);

interface Props {
  noun: 'channel' | 'rule' | 'credential';
  /** The name of the edited item; undefined for a new one. */
  editedName: string | undefined;
  /** Sends the request, and returns the name of the item. */
  save: () => Promise<string>;
  onClose: () => void;
  onChange: () => Promise<void>;
  children: ComponentChildren;
}

export function ItemForm({ noun, editedName, save, onClose, onChange, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const isSaving = useSignal(false);
  /** Empty if there is no error. */
  const failure = useSignal('');
  const errors = useSignal<readonly FieldError[]>([]);
  const pointers = useRef(new Set<string>()).current;

  async function submit(): Promise<void> {
    if (isSaving.peek()) return;
    isSaving.value = true;
    try {
      const name = await save();
      showMessage(`“${name}” saved.`);
      onClose();
      await onChange();
    } catch (error) {
      const found = error instanceof SchedulerError ? error.fieldErrors : [];
      errors.value = found;
      failure.value = found.length === 0 ? `Not saved. ${describeError(error)}` : describeFailure(found);
      // After the render that marks them, before the next key press.
      queueMicrotask(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    } finally {
      isSaving.value = false;
    }
  }

  /** The number of invalid fields, and the errors that no field shows. */
  function describeFailure(found: readonly FieldError[]): string {
    const others = found.filter(({ pointer }) => ![...pointers].some((one) => isWithin(pointer, one)));
    const count = formatCounted(found.length, 'invalid field');
    return [
      `Not saved: ${count}.`,
      ...others.map(({ pointer, detail }) => toSentence(pointer || `The ${noun}`, detail)),
    ].join(' ');
  }

  return (
    <Panel title={editedName === undefined ? `New ${noun}` : `Edit “${editedName}”`} onClose={onClose}>
      <form
        ref={form}
        class="item-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Form.Provider value={{ errors, pointers }}>
          <div class="columns">{children}</div>
        </Form.Provider>
        <div role="alert">{failure.value !== '' && <p class="error">{failure.value}</p>}</div>
        <div class="actions">
          <button type="submit" class="primary" aria-disabled={isSaving.value}>
            {isSaving.value ? 'Saving…' : `Save ${noun}`}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Panel>
  );
}

const isWithin = (pointer: string, field: string) => pointer === field || pointer.startsWith(`${field}/`);

/** Details of the API continue the name of the field. */
const toSentence = (name: string, detail: string) => `${name} ${detail}${/[.?!]$/.test(detail) ? '' : '.'}`;

/** `, entry 2,` for the pointer `/1` into the list of a field. */
function describeEntry(pointer: string): string {
  const index = /^\/(\d+)$/.exec(pointer)?.[1];
  return index === undefined ? '' : `, entry ${Number(index) + 1},`;
}

interface FieldProps {
  /** JSON pointer of the field in the request body. */
  pointer: string;
  label: string;
  hint?: ComponentChildren;
  /** Replaces the details of errors, which are about the value in the request. */
  fault?: string;
}

/** The errors of a field, and the attributes that connect its control with them and with the hint. */
function useField({ pointer, label, hint, fault }: FieldProps) {
  const id = useId();
  const state = useContext(Form)!;
  useEffect(() => {
    state.pointers.add(pointer);
    return () => {
      state.pointers.delete(pointer);
    };
  }, [pointer]);
  const own = state.errors.value.filter((error) => isWithin(error.pointer, pointer));
  const name = label.replace(/ \(.*\)$/, '');
  return {
    attributes: { id, 'aria-invalid': own.length > 0, 'aria-describedby': `${id}-errors ${id}-hint` },
    /** Removes the errors of a field that is being edited. */
    clear: () => {
      if (own.length > 0) state.errors.value = state.errors.peek().filter((error) => !own.includes(error));
    },
    messages: (
      <>
        <div id={`${id}-errors`}>
          {own.map(({ pointer: at, detail }) => (
            <p key={at + detail} class="error">
              <Quoted text={toSentence(name + describeEntry(at.slice(pointer.length)), fault ?? detail)} />
            </p>
          ))}
        </div>
        <div id={`${id}-hint`}>{hint !== undefined && <p class="hint">{hint}</p>}</div>
      </>
    ),
  };
}

interface TextProps extends FieldProps {
  value: Signal<string>;
  placeholder?: string;
  /** `secret`: hidden while typed. `pem`: several lines. */
  kind?: 'text' | 'number' | 'secret' | 'pem';
  /** Suggestions of a `text`. */
  options?: readonly string[];
}

export function TextInput({ value, placeholder, kind = 'text', options, ...field }: TextProps) {
  const { attributes, clear, messages } = useField(field);
  const all = {
    ...attributes,
    autocomplete: kind === 'secret' ? 'new-password' : 'off',
    spellcheck: false,
    placeholder,
    value: value.value,
    onInput: (event: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      value.value = event.currentTarget.value;
      clear();
    },
  };
  return (
    <div class={kind === 'pem' ? 'field wide' : 'field'}>
      <label for={attributes.id}>{field.label}</label>
      {kind === 'pem' && <textarea class="code" rows={2} {...all} />}
      {kind === 'secret' && <input type="password" {...all} />}
      {kind === 'text' && <input type="text" dir="auto" list={`${attributes.id}-options`} {...all} />}
      {kind === 'number' && <input type="text" inputMode="numeric" {...all} />}
      {options && (
        <datalist id={`${attributes.id}-options`}>
          {options.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {messages}
    </div>
  );
}

interface JobInputProps extends FieldProps {
  /** The ID of the job, or an empty text. */
  value: Signal<string>;
}

export function JobInput({ value, ...field }: JobInputProps) {
  const { attributes, clear, messages } = useField(field);
  return (
    <div class="field">
      <label for={attributes.id}>{field.label}</label>
      <JobField
        attributes={attributes}
        jobId={value.value || undefined}
        placeholder="Search by name"
        onChoose={(job) => {
          value.value = job?.id ?? '';
          clear();
        }}
      />
      {messages}
    </div>
  );
}

interface SelectProps extends FieldProps {
  value: Signal<string>;
  options: readonly (readonly [value: string, text: string])[];
}

export function SelectInput({ value, options, ...field }: SelectProps) {
  const { attributes, clear, messages } = useField(field);
  return (
    <div class="field">
      <label for={attributes.id}>{field.label}</label>
      <select
        {...attributes}
        value={value.value}
        onChange={(event) => {
          value.value = event.currentTarget.value;
          clear();
        }}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {messages}
    </div>
  );
}

interface ChoicesProps extends FieldProps {
  /** The chosen IDs. */
  value: Signal<readonly string[]>;
  options: readonly { id: string; name: string }[];
}

/** A list of which any number can be chosen. */
export function ChoicesInput({ value, options, ...field }: ChoicesProps) {
  const { attributes, clear, messages } = useField(field);
  return (
    <fieldset class="field choices" aria-describedby={attributes['aria-describedby']}>
      <legend>{field.label}</legend>
      {options.map(({ id, name }) => (
        <CheckInput
          key={id}
          label={name}
          isInvalid={attributes['aria-invalid']}
          isChecked={value.value.includes(id)}
          onChange={(isChecked) => {
            const others = value.peek().filter((one) => one !== id);
            value.value = isChecked ? [...others, id] : others;
            clear();
          }}
        />
      ))}
      {messages}
    </fieldset>
  );
}

interface CheckProps {
  label: string;
  isInvalid?: boolean;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}

export function CheckInput({ label, isInvalid, isChecked, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        aria-invalid={isInvalid}
        checked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <bdi>{label}</bdi>
    </label>
  );
}
