// Field for a duration in whole seconds, also shown in larger units.
import type { Signal } from '@preact/signals';
import { formatSeconds } from '../format/time.ts';
import { TextField } from './fields.tsx';
import type { JobForm } from './job-form.ts';

interface Props {
  form: JobForm;
  pointer: string;
  label: string;
  value: Signal<string>;
  hint: string;
}

export function SecondsField({ value, hint, ...field }: Props) {
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
