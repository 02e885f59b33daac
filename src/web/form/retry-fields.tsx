// Fields for the timeout, the retries and what counts as a success.

import { formatSeconds } from '../format/time.ts';
import { isSameJson } from '../same-json.ts';
import { FoldedFields, SecondsField } from './control-group.tsx';
import { TextField } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { StatusesField, SuccessFields } from './success-fields.tsx';
import { valuesOf } from './values.ts';

/** Number of delays that are listed one by one. */
const MAX_LISTED = 4;

function retrySentence(form: JobForm): string {
  const [maxAttempts, initialDelay, backoffFactor, maxDelay, giveUpAfter] = [
    form.attempts,
    form.initialDelay,
    form.backoffFactor,
    form.maxDelay,
    form.giveUpAfter,
  ].map((field) => (field.value.trim() === '' ? Number.NaN : Number(field.value)));
  const retries = maxAttempts! - 1;
  const delays = Array.from({ length: Math.min(retries, MAX_LISTED) || 0 }, (_, index) =>
    Math.min(initialDelay! * backoffFactor! ** index, maxDelay!),
  );
  if (!Number.isInteger(retries) || ![...delays, giveUpAfter!].every(Number.isFinite)) return '';
  if (retries <= 0) return 'Failed attempts are not retried.';
  const listed = delays.map((delay) => formatSeconds(Math.round(delay)));
  const isCut = retries > MAX_LISTED;
  const last = isCut ? 'and so on' : listed.pop()!;
  const list = listed.length === 0 ? last : `${listed.join(', ')}${isCut ? ',' : ' and'} ${last}`;
  const limits = isCut && delays.at(-1) === delays[0] ? `${listed[0]} each` : list;
  const times = retries === 1 ? 'once, with a delay' : `up to ${retries} times, with delays`;
  return `A failed attempt is retried ${times} of up to ${limits}, but not later than ${formatSeconds(giveUpAfter!)} after the first attempt.`;
}

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
