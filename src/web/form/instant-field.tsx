// Field for a date and time, with the resulting instant below.
import type { Signal } from '@preact/signals';
import { now } from '../clock.ts';
import { formatInstant, formatRelative } from '../format/time.ts';
import { fromWallClock, isZone } from '../format/zone.ts';
import { TextField } from './fields.tsx';
import type { JobForm } from './job-form.ts';

interface Props {
  form: JobForm;
  pointer: string;
  label: string;
  value: Signal<string>;
  class?: string;
}

export function InstantField(props: Props) {
  const { form, value } = props;
  return (
    <TextField
      {...props}
      type="datetime-local"
      hint={value.value && <InstantHint text={value.value} zone={form.timezone.value.trim()} />}
    />
  );
}

/** Near a clock change the instant can differ from the typed time. */
function InstantHint({ text, zone }: { text: string; zone: string }) {
  const at = isZone(zone) ? fromWallClock(text, zone) : undefined;
  if (at === undefined) return null;
  return (
    <>
      {formatInstant(at, zone)}, {formatRelative(at, now.value)}
    </>
  );
}
