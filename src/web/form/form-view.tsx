// The form of a job, the same for a new one and for an edit: it is begun, kept, tried, saved, and refused.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Job, type JobInput, SchedulerError } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { useKeys } from '../keys/keys.ts';
import { say } from '../parts/messages.tsx';
import { goTo, links } from '../router.ts';
import { Conflict } from './conflict.tsx';
import { type Draft, dropDraft, findDraft } from './drafts.ts';
import type { FieldError } from './errors.ts';
import { FormFoot, Outdated } from './form-foot.tsx';
import { FormSections } from './form-sections.tsx';
import { type Beginning, createForm, type JobForm, readValues } from './job-form.ts';
import { type Choices, merge } from './merge.ts';
import { Problem, type Refusal } from './problem.tsx';
import { readForm } from './read-form.ts';
import { rememberZone } from './recent-zones.ts';
import { Restored } from './restored.tsx';
import { Trial, useTest } from './try-request.tsx';
import { useDraft } from './use-draft.ts';
import { valuesOf } from './values.ts';

interface Props {
  /** What was typed is kept under it. */
  address: string;
  /** A form in which nothing has been typed yet. */
  begin: () => Beginning;
  save: (body: JobInput, form: JobForm) => Promise<Job>;
  /** What the button does, as a verb. */
  verb: string;
  cancelLink: string;
  /** The job that is edited, as it is by now; undefined once it is gone. */
  newest?: Job | undefined;
  /** Asks for the newest. */
  refresh?: () => Promise<void>;
  /** What has become of the job meanwhile. */
  notice?: ComponentChildren;
}

export function FormView({ address, begin, save, verb, cancelLink, newest, refresh, notice }: Props) {
  const element = useRef<HTMLFormElement>(null);
  const draft = useRef(useMemo(() => findDraft(address), []));
  const current = useSignal(useMemo(() => ({ form: open(draft.current), count: 0 }), []));
  const { form, count } = current.value;
  const isSaving = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const isChoosing = useSignal(false);
  const choices = useSignal<Choices>({});
  const test = useTest(form, (cause) => refuse('Not sent', cause));
  const isOutdated = newest !== undefined && form.job !== undefined && newest.version !== form.job.version;
  useDraft(form, address);
  useEffect(() => {
    if (!isOutdated || form.isTouched.peek()) return;
    // Nothing was typed that it could stand against.
    replace(createForm({ job: newest }));
    say('Someone else has just changed this job: the form shows it as it is now.');
  }, [newest]);
  useKeys('This form', [
    { key: 'Enter', mod: true, does: verb, run: () => void submit() },
    { key: 'Escape', does: 'Cancel, where nothing was typed', run: cancel },
  ]);

  function open(draft?: Draft): JobForm {
    return createForm(draft ? { ...begin(), job: draft.job, typed: draft.values } : begin());
  }

  function replace(form: JobForm): JobForm {
    draft.current = undefined;
    refusal.value = null;
    isChoosing.value = false;
    choices.value = {};
    current.value = { form, count: count + 1 };
    return form;
  }

  /** What is saved once the person has chosen between two edits. */
  function resolve(job: Job): JobForm {
    const typed = merge(form.start, readValues(form.fields), valuesOf(job), choices.value);
    return replace(createForm({ job, typed }));
  }

  async function submit(): Promise<void> {
    if (isSaving.value) return;
    const chosen = isChoosing.value && newest ? resolve(newest) : form;
    const body = readForm(chosen);
    if (Array.isArray(body)) return refuse('Not saved', body, chosen);
    chosen.errors.value = [];
    refusal.value = null;
    isSaving.value = true;
    try {
      const job = await save(body, chosen);
      rememberZone(job.timezone);
      dropDraft(address);
      say(`“${job.name}” is saved.`);
      goTo(links.job(job.id));
    } catch (error) {
      const status = error instanceof SchedulerError ? error.status : 0;
      if (status === 412) await choose();
      // A notice tells that the job is gone, and what can be done about it.
      else if (status === 404) await refresh?.();
      else refuse('Not saved', error, chosen);
    } finally {
      isSaving.value = false;
    }
  }

  async function choose(): Promise<void> {
    await refresh?.();
    isChoosing.value = true;
  }

  function discard(): void {
    dropDraft(address);
    replace(createForm({ ...begin(), ...(newest && { job: newest }) }));
    element.current?.querySelector('input')?.focus();
  }

  function cancel(): void {
    if (!form.isTouched.value) goTo(cancelLink);
  }

  /** What is wrong with fields is shown there, and the first of them is gone to. */
  function refuse(what: Refusal['what'], cause: unknown, at = form): void {
    const errors = toFieldErrors(cause);
    at.errors.value = errors;
    refusal.value = { what, failure: errors.length > 0 ? '' : describeError(cause) };
    // After the next drawing, which marks the fields.
    setTimeout(() => {
      const first = element.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
      first?.focus({ preventScroll: true });
      first?.scrollIntoView({ block: 'center' });
    });
  }

  return (
    <form
      ref={element}
      class="job-form"
      // The service's messages are better than the browser's.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || form.isTouched.value) return;
        event.preventDefault();
        cancel();
      }}
    >
      <Restored draft={draft.current} onDiscard={discard} />
      <FormSections
        key={count}
        form={form}
        trial={
          <Trial
            form={form}
            test={test}
            problem={refusal.value?.what === 'Not sent' && <Problem form={form} refusal={refusal.value} />}
          />
        }
      />
      {isChoosing.value && newest && <Conflict form={form} newest={newest} choices={choices} />}
      <FormFoot
        form={form}
        verb={verb}
        isSaving={isSaving.value}
        cancelLink={cancelLink}
        refusal={refusal.value?.what === 'Not saved' ? refusal.value : null}
        onDiscard={discard}
        notice={notice ?? (isOutdated && !isChoosing.value && <Outdated onCompare={choose} />)}
      />
    </form>
  );
}

function toFieldErrors(cause: unknown): FieldError[] {
  if (Array.isArray(cause)) return cause as FieldError[];
  return (cause instanceof SchedulerError && cause.problem?.errors) || [];
}
