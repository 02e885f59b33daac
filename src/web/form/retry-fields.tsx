// Fields for the timeout, the retries and what counts as a success.
import { isSameJson } from '../same-json.ts';
import { TextField } from './fields.tsx';
import { FoldedFields } from './folded-fields.tsx';
import type { JobForm } from './job-form.ts';
import { retrySentence } from './retry-sentence.ts';
import { SecondsField } from './seconds-field.tsx';
import { StatusesField } from './statuses-field.tsx';
import { SuccessFields } from './success-fields.tsx';
import { valuesOf } from './values.ts';

const delays = ['initialDelay', 'maxDelay', 'backoffFactor', 'giveUpAfter', 'retryOn'] as const;

export function RetryFields({ form }: { form: JobForm }) {
  const initial = valuesOf();
  return (
    <>
      <SecondsField
        form={form}
        pointer="/timeout_seconds"
        label="Timeout (seconds)"
        value={form.timeout}
        hint="Per attempt, until the last byte of the response."
      />
      <TextField
        form={form}
        pointer="/retry/max_attempts"
        label="Maximum attempts"
        value={form.attempts}
        inputMode="numeric"
        hint="Including the first."
      />
      <p class="sentence wide">{retrySentence(form)}</p>
      <SuccessFields form={form} />
      <FoldedFields
        form={form}
        pointers={['/retry']}
        isUsed={delays.some((name) => !isSameJson(form[name].peek(), initial[name]))}
        title="Retry delays and causes"
        note="first and longest delay, backoff factor, when to give up, which failures"
      >
        <SecondsField
          form={form}
          pointer="/retry/initial_delay_seconds"
          label="First delay (seconds)"
          value={form.initialDelay}
          hint="Upper limit before the second attempt."
        />
        <TextField
          form={form}
          pointer="/retry/factor"
          label="Backoff factor"
          value={form.backoffFactor}
          inputMode="decimal"
          hint="Multiplies the upper limit after each attempt."
        />
        <SecondsField
          form={form}
          pointer="/retry/max_delay_seconds"
          label="Longest delay (seconds)"
          value={form.maxDelay}
          hint=""
        />
        <SecondsField
          form={form}
          pointer="/retry/max_age_seconds"
          label="Give up after (seconds)"
          value={form.giveUpAfter}
          hint="Since the start of the first attempt."
        />
        <StatusesField
          form={form}
          pointer="/retry/on"
          label="Retry only after (optional)"
          value={form.retryOn}
          hint="Codes, classes, network, timeout: 429, 5xx, network. Empty: every failure."
        />
      </FoldedFields>
    </>
  );
}
