// A test: the form's request, sent once, and what became of it; nothing is stored.
import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Attempt, JobInput } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { lazily } from '../parts/lazily.tsx';
import type { FieldError } from './errors.ts';
import { isSame, type JobForm, readValues } from './job-form.ts';
import { headerPointer, readForm } from './read-form.ts';
import type { Values } from './values.ts';

const AttemptSection = lazily(async () => (await import('../run/attempt-section.tsx')).AttemptSection);

/** The service waits no longer for the target. */
const LONGEST_SECONDS = 30;

export interface Test {
  /** What became of the last one. */
  attempt: ReadonlySignal<Attempt | undefined>;
  isUnderWay: ReadonlySignal<boolean>;
  /** The form is no longer as it was sent. */
  isOutdated: ReadonlySignal<boolean>;
  send: () => Promise<void>;
}

/** `refuse` is told what keeps it from being sent: errors of fields, or what the service said. */
export function useTest(form: JobForm, refuse: (cause: unknown) => void): Test {
  const attempt = useSignal<Attempt>();
  const isUnderWay = useSignal(false);
  const sent = useSignal<Values | null>(null);
  const isOutdated = useComputed(() => sent.value !== null && !isSame(sent.value, readValues(form.fields)));

  async function send(): Promise<void> {
    if (isUnderWay.value) return;
    const body = readTest(form);
    attempt.value = undefined;
    if (Array.isArray(body)) return refuse(body);
    form.errors.value = [];
    isUnderWay.value = true;
    sent.value = readValues(form.fields);
    try {
      attempt.value = await api.jobs.test(body);
    } catch (error) {
      refuse(error);
    } finally {
      isUnderWay.value = false;
    }
  }
  return { attempt, isUnderWay, isOutdated, send };
}

interface TrialProps {
  form: JobForm;
  test: Test;
  /** Why it was not sent. */
  problem: ComponentChildren;
}

export function Trial({ form, test, problem }: TrialProps) {
  const element = useRef<HTMLDivElement>(null);
  const attempt = test.attempt.value;
  const isUnderWay = test.isUnderWay.value;
  const keepsSecret = form.job?.has_signing_secret && form.secretChoice.value === 'keep';
  useEffect(() => {
    if (attempt) element.current?.scrollIntoView({ block: 'nearest' });
  }, [attempt]);
  return (
    <div ref={element} class="trial wide">
      <div class="trial-head">
        <button type="button" aria-disabled={isUnderWay} onClick={test.send}>
          {isUnderWay ? 'Sending…' : 'Send a test request'}
        </button>
        <p role="status" class="hint">
          {tell(attempt, isUnderWay, test.isOutdated.value)}
          {!attempt &&
            !isUnderWay &&
            keepsSecret &&
            ' It bears no signature: the stored secret stays where it is.'}
        </p>
      </div>
      {problem}
      {attempt && <AttemptSection attempt={attempt} title="Test request" />}
    </div>
  );
}

function tell(attempt: Attempt | undefined, isUnderWay: boolean, isOutdated: boolean): string {
  if (isUnderWay) return `Waiting for the target’s answer, at most ${LONGEST_SECONDS} s.`;
  if (!attempt) return 'Once, now, to the target. Nothing is stored.';
  const outcome =
    attempt.outcome === 'succeeded' ? 'A run would succeed.' : 'An attempt of a run would fail.';
  return isOutdated ? `${outcome} You have changed the form since.` : outcome;
}

/** The service knows no stored job here, from which it could take what is hidden from the page. */
function readTest(form: JobForm): JobInput | FieldError[] {
  const body = readForm(form);
  const errors: FieldError[] = Array.isArray(body) ? body : [];
  for (const { name, value } of form.headers.value) {
    if (value !== '[redacted]') continue;
    const detail = 'is stored where a test cannot read it: type its value to send one, or remove the header';
    errors.push({ pointer: headerPointer(name.trim()), detail });
  }
  return errors.length > 0 ? errors : body;
}
