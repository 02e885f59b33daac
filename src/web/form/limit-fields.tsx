// How long an attempt may take, and what happens when it fails.
import { TextField } from './fields.tsx';
import type { JobForm, RetryName } from './job-form.ts';
import { MoreFailures } from './more-failures.tsx';
import { SecondsField } from './seconds-field.tsx';

const retryFields: [name: RetryName, label: string, hint: string][] = [
  ['max_attempts', 'Attempts at most', 'The first included.'],
  ['initial_delay_seconds', 'First wait, in seconds', 'The longest wait before the second attempt.'],
  ['factor', 'Growth of the wait', 'Each wait may be this many times as long as the one before.'],
  ['max_delay_seconds', 'Longest wait, in seconds', ''],
  ['max_age_seconds', 'Give up after, in seconds', 'From the first attempt’s start.'],
];

export function LimitFields({ form }: { form: JobForm }) {
  return (
    <>
      <TextField
        form={form}
        pointer="/timeout_seconds"
        label="Timeout, in seconds"
        value={form.timeout}
        inputMode="numeric"
        hint="For one attempt, until the last byte."
      />
      {retryFields.map(([name, label, hint]) => {
        const field = { form, pointer: `/retry/${name}`, label, value: form.retry[name], hint };
        return name.endsWith('_seconds') ? (
          <SecondsField key={name} {...field} />
        ) : (
          <TextField key={name} {...field} inputMode={name === 'factor' ? 'decimal' : 'numeric'} />
        );
      })}
      <MoreFailures form={form} />
    </>
  );
}
