// Folded group with one control per field, open if a field is set or invalid.
import type { ComponentChildren } from 'preact';
import { isSameJson } from '../same-json.ts';
import { FoldedFields } from './folded-fields.tsx';
import { type FormField, valueNamesOf } from './form-fields.ts';
import type { JobForm } from './job-form.ts';
import { valuesOf } from './values.ts';

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
