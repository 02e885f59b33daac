// Failure section of the form: timeout, retries, what counts as a success, pause after failures, callback.

import type { Signal } from '@preact/signals';
import { formatSeconds } from '../format/time.ts';
import { isSameJson } from '../same-json.ts';
import { ControlGroup, type Controls, FoldedFields, SecondsField } from './control-group.tsx';
import { Errors, Field, SelectField, TextField } from './fields.tsx';
import { parseStatuses, valuesOf } from './form-fields.ts';
import { clearErrors, errorsAt, type JobForm } from './job-form.ts';

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

export const successControls = {
  success: SuccessPolicyFields,
  pause_after_failures: PauseAfterFailuresField,
  on_finish: OnFinishFields,
} satisfies Controls;

function SuccessFields({ form }: { form: JobForm }) {
  return (
    <ControlGroup
      form={form}
      controls={successControls}
      title="Success and failure"
      note="which responses succeed, pause after failures, report of the result"
    />
  );
}

function SuccessPolicyFields({ form }: { form: JobForm }) {
  return (
    <>
      <StatusesField
        form={form}
        pointer="/success/statuses"
        label="Success statuses"
        value={form.statuses}
        hint="Codes or classes, such as 2xx, 404. Any other status is a failure."
      />
      <TextField
        form={form}
        pointer="/success/body_contains"
        label="Response must contain (optional)"
        value={form.bodyContains}
        isCode
        hint="Exact text, in the first 64 KiB of the body."
      />
    </>
  );
}

function PauseAfterFailuresField({ form }: { form: JobForm }) {
  const failures = form.job?.consecutive_failures ?? 0;
  return (
    <TextField
      form={form}
      pointer="/pause_after_failures"
      label="Pause after N failures (optional)"
      value={form.pauseAfterFailures}
      inputMode="numeric"
      hint={`Consecutive failed runs. A paused job only runs manually.${failures > 0 ? ` Now: ${failures}.` : ''}`}
    />
  );
}

const ends = [
  ['always', 'Every run'],
  ['failed', 'Failed runs'],
  ['succeeded', 'Succeeded runs'],
] as const;

function OnFinishFields({ form }: { form: JobForm }) {
  return (
    <>
      <TextField
        form={form}
        pointer="/on_finish/url"
        label="Report results to (optional)"
        value={form.onFinishUrl}
        type="url"
        isCode
        placeholder="https://example.com/runs"
        hint="A URL that receives one message after the last attempt of a run."
      />
      {form.onFinishUrl.value !== '' && (
        <SelectField
          form={form}
          pointer="/on_finish/when"
          label="Report"
          value={form.onFinishWhen}
          options={ends}
        />
      )}
    </>
  );
}

interface StatusesFieldProps {
  form: JobForm;
  pointer: string;
  label: string;
  value: Signal<string>;
  hint: string;
}

/** Text field for a list of statuses, whose errors name the status. */
function StatusesField({ form, pointer, label, value, hint }: StatusesFieldProps) {
  const labelOf = (errorPointer: string) => {
    const index = errorPointer.slice(pointer.length + 1);
    return index === '' ? label : `“${parseStatuses(value.value)[Number(index)] ?? ''}”`;
  };
  return (
    <Field
      form={form}
      pointer={pointer}
      label={label}
      messages={errorsAt(form, pointer).map((error) => (
        <Errors key={error.pointer} errors={[error]} label={labelOf(error.pointer)} pointer={error.pointer} />
      ))}
      hint={hint}
    >
      {(attributes) => (
        <input
          {...attributes}
          class="code"
          autocomplete="off"
          spellcheck={false}
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
            clearErrors(form, pointer);
          }}
        />
      )}
    </Field>
  );
}
