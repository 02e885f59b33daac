// Sends the form's request once as a test and shows the result; nothing is stored.
import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Attempt } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { lazy } from '../parts/lazy.tsx';
import { isSameJson } from '../same-json.ts';
import type { Values } from './form-fields.ts';
import { type JobForm, readValues } from './job-form.ts';

const AttemptSection = lazy(async () => (await import('../run/attempt-section.tsx')).AttemptSection);

/** Timeout of a test request in the API. */
const MAX_SECONDS = 30;

export interface TryState {
  /** Result of the last test request. */
  attempt: ReadonlySignal<Attempt | undefined>;
  isSending: ReadonlySignal<boolean>;
  /** Whether the form changed since the test request. */
  isOutdated: ReadonlySignal<boolean>;
  send: () => Promise<void>;
}

/** Calls `onError` with field errors or with the error of the API. */
export function useTryRequest(form: JobForm, onError: (cause: unknown) => void): TryState {
  const attempt = useSignal<Attempt>();
  const isSending = useSignal(false);
  const sent = useSignal<Values | null>(null);
  const isOutdated = useComputed(
    () => sent.value !== null && !isSameJson(sent.value, readValues(form.fields)),
  );

  async function send(): Promise<void> {
    if (isSending.value) return;
    isSending.value = true;
    attempt.value = undefined;
    try {
      const { readTestBody, findErrors } = await import('./read-form.ts');
      const body = readTestBody(form);
      if (Array.isArray(body)) return onError(await findErrors(form, body));
      form.errors.value = [];
      sent.value = readValues(form.fields);
      attempt.value = await api.jobs.test(body);
    } catch (error) {
      onError(error);
    } finally {
      isSending.value = false;
    }
  }
  return { attempt, isSending, isOutdated, send };
}

interface TryRequestProps {
  form: JobForm;
  test: TryState;
  /** Shows why the request was not sent. */
  problem: ComponentChildren;
}

export function TryRequest({ form, test, problem }: TryRequestProps) {
  const element = useRef<HTMLDivElement>(null);
  const attempt = test.attempt.value;
  const isSending = test.isSending.value;
  const keepsSecret = form.job?.has_signing_secret && form.secretChoice.value === 'keep';
  useEffect(() => {
    if (attempt) element.current?.scrollIntoView({ block: 'nearest' });
  }, [attempt]);
  return (
    <div ref={element} class="trial wide">
      <div class="trial-head">
        <button type="button" aria-disabled={isSending} onClick={test.send}>
          {isSending ? 'Sending…' : 'Send test request'}
        </button>
        <p role="status" class="hint">
          {statusText(attempt, isSending, test.isOutdated.value)}
          {!attempt &&
            !isSending &&
            keepsSecret &&
            ' The test is not signed: it cannot use the stored secret.'}
        </p>
      </div>
      {problem}
      {attempt && <AttemptSection attempt={attempt} title="Test request" />}
    </div>
  );
}

function statusText(attempt: Attempt | undefined, isSending: boolean, isOutdated: boolean): string {
  if (isSending) return `Waiting for the response, up to ${MAX_SECONDS} s.`;
  if (!attempt) return 'Sends one request to the target now. Nothing is stored.';
  const outcome = `This would count as a ${attempt.outcome === 'succeeded' ? 'success' : 'failure'}.`;
  return isOutdated ? `${outcome} The form has changed since.` : outcome;
}
