// The form of a job, the same for a new one and for an edit.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Job, type JobInput, SchedulerError } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { isOver, toWords } from '../format/words.ts';
import { say } from '../parts/messages.tsx';
import { goTo, links } from '../router.ts';
import { Errors, SelectField, TextField } from './fields.tsx';
import { HeaderRows } from './header-rows.tsx';
import { errorsElsewhere, type JobForm } from './job-form.ts';
import { LimitFields } from './limit-fields.tsx';
import { PayloadEditor } from './payload-editor.tsx';
import { readForm } from './read-form.ts';
import { ScheduleFields } from './schedule-fields.tsx';

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
  const failure = useSignal('');

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isSaving.value) return;
    const body = readForm(form);
    form.errors.value = Array.isArray(body) ? body : [];
    failure.value = '';
    if (Array.isArray(body)) return showErrors();
    isSaving.value = true;
    try {
      const job = await save(body);
      say(`“${job.name}” is saved.`);
      goTo(links.job(job.id));
    } catch (error) {
      form.errors.value = (error instanceof SchedulerError && error.problem?.errors) || [];
      failure.value = form.errors.value.length > 0 ? '' : describeError(error);
      showErrors();
    } finally {
      isSaving.value = false;
    }
  }

  /** After the next drawing, which marks the fields. */
  function showErrors(): void {
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
      </section>
      <section aria-labelledby="when" class="steady">
        <h2 id="when">When</h2>
        <ScheduleFields form={form} />
      </section>
      <section aria-labelledby="limits">
        <h2 id="limits">Timeout and retries</h2>
        <LimitFields form={form} />
      </section>
      <section aria-label="Status">
        <SelectField
          form={form}
          pointer="/status"
          label="Status"
          value={form.status}
          options={statusOptions(form.job)}
          hint={form.job && isOver(form.job) && 'A schedule with a time left makes it active again.'}
        />
      </section>
      <Problem form={form} failure={failure.value} />
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={isSaving.value}>
          {isSaving.value ? 'Saving…' : verb}
        </button>
        <a class="button" href={cancelLink}>
          Cancel
        </a>
      </div>
    </form>
  );
}

function Problem({ form, failure }: { form: JobForm; failure: string }) {
  const count = form.errors.value.length;
  if (count === 0 && failure === '') return <div role="alert" />;
  return (
    <div role="alert" class="problem">
      {count > 0 && (
        <p class="error">Not saved: {count === 1 ? 'one field needs' : `${count} fields need`} a change.</p>
      )}
      <Errors errors={errorsElsewhere(form, form.errors.value)} label="The request" pointer="" />
      {failure !== '' && (
        <p class="error">Not saved. {failure} What you typed is still here: save it again in a moment.</p>
      )}
    </div>
  );
}

function statusOptions(job: Job | undefined): [string, string][] {
  const choices: [string, string][] = [
    ['active', 'Active: it runs on its schedule'],
    ['inactive', 'Inactive: it runs by hand only'],
  ];
  if (!job) return choices;
  const reason = job.status_reason === null ? '' : ` (${toWords(job.status_reason)})`;
  return [['', `As it is: ${job.status}${reason}`], ...choices];
}
