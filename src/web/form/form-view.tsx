// The form of a job, the same for a new one and for an edit.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Job, type JobInput, SchedulerError } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { say } from '../parts/messages.tsx';
import { goTo, links } from '../router.ts';
import type { FieldError } from './errors.ts';
import { SelectField, TextField } from './fields.tsx';
import { HeaderRows } from './header-rows.tsx';
import type { JobForm } from './job-form.ts';
import { LimitFields } from './limit-fields.tsx';
import { PayloadEditor } from './payload-editor.tsx';
import { Problem, type Refusal } from './problem.tsx';
import { readForm } from './read-form.ts';
import { ScheduleFields } from './schedule-fields.tsx';
import { SigningField } from './signing-field.tsx';
import { StatusFields } from './status-fields.tsx';
import { TestResult, useTest } from './try-request.tsx';

const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD'].map((method) => [method, method] as const);

interface Props {
  form: JobForm;
  save: (body: JobInput) => Promise<Job>;
  /** What the button does, as a verb. */
  verb: string;
  cancelLink: string;
}

export function FormView({ form, save, verb, cancelLink }: Props) {
  const element = useRef<HTMLFormElement>(null);
  const isSaving = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const test = useTest(form, (cause) => refuse('Not sent', cause));

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isSaving.value) return;
    const body = readForm(form);
    if (Array.isArray(body)) return refuse('Not saved', body);
    form.errors.value = [];
    refusal.value = null;
    isSaving.value = true;
    try {
      const job = await save(body);
      say(`“${job.name}” is saved.`);
      goTo(links.job(job.id));
    } catch (error) {
      refuse('Not saved', error);
    } finally {
      isSaving.value = false;
    }
  }

  function sendTest(): Promise<void> {
    refusal.value = null;
    return test.send();
  }

  /** What is wrong with fields is shown there, and the first of them is gone to. */
  function refuse(what: Refusal['what'], cause: unknown): void {
    const errors = toFieldErrors(cause);
    form.errors.value = errors;
    refusal.value = { what, failure: errors.length > 0 ? '' : describeError(cause) };
    // After the next drawing, which marks the fields.
    setTimeout(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  return (
    // The service's messages are better than the browser's.
    <form ref={element} class="job-form" noValidate onSubmit={submit}>
      <section aria-label="What it is">
        <TextField form={form} pointer="/name" label="Name" value={form.name} required class="wide" />
        <TextField
          form={form}
          pointer="/description"
          label="Description (optional)"
          value={form.description}
          class="wide"
        />
      </section>
      <section aria-labelledby="request">
        <h2 id="request">Request</h2>
        <div class="pair request-line wide">
          <SelectField form={form} pointer="/method" label="Method" value={form.method} options={methods} />
          <TextField
            form={form}
            pointer="/target"
            label="Target"
            value={form.target}
            type="url"
            isCode
            required
            placeholder="https://api.example.com/notify"
          />
        </div>
        <HeaderRows form={form} />
        <PayloadEditor form={form} />
        <SigningField form={form} />
      </section>
      <section aria-labelledby="when" class="steady">
        <h2 id="when">When</h2>
        <ScheduleFields form={form} />
      </section>
      <section aria-labelledby="limits">
        <h2 id="limits">Timeout and retries</h2>
        <LimitFields form={form} />
      </section>
      <section aria-label="Status and key">
        <StatusFields form={form} />
      </section>
      <Problem form={form} refusal={refusal.value} />
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={isSaving.value}>
          {isSaving.value ? 'Saving…' : verb}
        </button>
        <button type="button" aria-disabled={test.isUnderWay.value} onClick={sendTest}>
          {test.isUnderWay.value ? 'Sending…' : 'Send a test request'}
        </button>
        <a class="button" href={cancelLink}>
          Cancel
        </a>
      </div>
      <TestResult form={form} test={test} />
    </form>
  );
}

function toFieldErrors(cause: unknown): FieldError[] {
  if (Array.isArray(cause)) return cause as FieldError[];
  return (cause instanceof SchedulerError && cause.problem?.errors) || [];
}
