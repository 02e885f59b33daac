// Groups of controls: one per field, folded fields, and durations in seconds.

import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { formatSeconds } from '../format/time.ts';
import { isSameJson } from '../same-json.ts';
import { TextField } from './fields.tsx';
import { type FormField, valueNamesOf, valuesOf } from './form-fields.ts';
import { errorsAt, type JobForm } from './job-form.ts';

/** The control of each field of a group, in the order of their display. */
export type Controls = { [Name in FormField]?: (props: { form: JobForm }) => ComponentChildren };

interface Props {
  form: JobForm;
  controls: Controls;
  /** Opens the group although every field has its default. */
  isUsed?: boolean;
  title: string;
  /** Names the fields in the group. */
  note: string;
}

export function ControlGroup({ form, controls, isUsed = false, title, note }: Props) {
  const names = Object.keys(controls) as FormField[];
  return (
    <FoldedFields
      form={form}
      pointers={names.map((name) => `/${name}`)}
      isUsed={isUsed || names.some((name) => isSet(form, name))}
      title={title}
      note={note}
    >
      {Object.entries(controls).map(([name, Control]) => (
        <Control key={name} form={form} />
      ))}
    </FoldedFields>
  );
}

/** Whether the field differs from that of a new form. */
function isSet(form: JobForm, field: FormField): boolean {
  const initial = valuesOf();
  return valueNamesOf(field).some((name) => !isSameJson(form.fields[name].peek(), initial[name]));
}

interface FoldedFieldsProps {
  form: JobForm;
  /** JSON Pointers of the fields in the group. */
  pointers: readonly string[];
  /** Whether the group is open at first. */
  isUsed: boolean;
  title: string;
  /** Names the fields in the group. */
  note: string;
  children: ComponentChildren;
}

/** Collapsible group of less common fields, open if a field is set or invalid. */
export function FoldedFields({ form, pointers, isUsed, title, note, children }: FoldedFieldsProps) {
  const isOpen = useSignal(isUsed);
  const hasErrors = pointers.some((pointer) => errorsAt(form, pointer).length > 0);
  return (
    <details
      class="more wide"
      open={isOpen.value || hasErrors}
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        {title} <span class="muted">{note}</span>
      </summary>
      <div class="columns">{children}</div>
    </details>
  );
}

interface SecondsFieldProps {
  form: JobForm;
  pointer: string;
  label: string;
  value: Signal<string>;
  hint: string;
}

/** Field for a duration in whole seconds, also shown in larger units. */
export function SecondsField({ value, hint, ...field }: SecondsFieldProps) {
  return (
    <TextField
      {...field}
      value={value}
      inputMode="numeric"
      hint={[hint, inUnits(value.value)].filter(Boolean).join(' ')}
    />
  );
}

/** `86400` → `1 d.` */
function inUnits(text: string): string {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 60 ? `${formatSeconds(seconds)}.` : '';
}
