// A test: the form's request, sent once, and what became of it; nothing is stored.
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Attempt, JobInput } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { AttemptSection } from '../run/attempt-section.tsx';
import type { FieldError } from './errors.ts';
import type { JobForm } from './job-form.ts';
import { headerPointer, readForm } from './read-form.ts';

/** The service waits no longer for the target. */
const LONGEST_SECONDS = 30;

export interface Test {
  /** What became of the last one. */
  attempt: ReadonlySignal<Attempt | undefined>;
  isUnderWay: ReadonlySignal<boolean>;
  send: () => Promise<void>;
}

/** `refuse` is told what keeps it from being sent: errors of fields, or what the service said. */
export function useTest(form: JobForm, refuse: (cause: unknown) => void): Test {
  const attempt = useSignal<Attempt>();
  const isUnderWay = useSignal(false);

  async function send(): Promise<void> {
    if (isUnderWay.value) return;
    const body = readTest(form);
    attempt.value = undefined;
    if (Array.isArray(body)) return refuse(body);
    form.errors.value = [];
    isUnderWay.value = true;
    try {
      attempt.value = await api.jobs.test(body);
    } catch (error) {
      refuse(error);
    } finally {
      isUnderWay.value = false;
    }
  }
  return { attempt, isUnderWay, send };
}

export function TestResult({ form, test }: { form: JobForm; test: Test }) {
  const element = useRef<HTMLDivElement>(null);
  const attempt = test.attempt.value;
  useEffect(() => {
    if (attempt) element.current?.scrollIntoView({ block: 'nearest' });
  }, [attempt]);
  return (
    <div ref={element} class="test">
      <p class="hint">
        A test sends this request to the target once, now. Nothing is stored.
        {form.job?.has_signing_secret &&
          form.secretChoice.value === 'keep' &&
          ' It bears no signature: the stored secret stays where it is.'}
      </p>
      <p role="status">
        {test.isUnderWay.value && `Waiting for the target’s answer, at most ${LONGEST_SECONDS} s.`}
        {attempt &&
          (attempt.outcome === 'succeeded' ? 'A run would succeed.' : 'An attempt of a run would fail.')}
      </p>
      {attempt && <AttemptSection attempt={attempt} title="Test request" />}
    </div>
  );
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
