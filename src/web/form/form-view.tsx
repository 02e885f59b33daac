// Job form for creating and editing: restores drafts, sends test requests, saves and shows errors.

import { effect, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Job, type JobInput, SchedulerError } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { useKeys } from '../keys/keys.ts';
import { lazy } from '../parts/lazy.tsx';
import { showMessage } from '../parts/messages.tsx';
import { goTo, links } from '../router.ts';
import { session } from '../session.ts';
import type { Choices } from './conflict.tsx';
import { type Draft, deleteDraft, findDraft, keepDraft, RestoredDraft, storeDraft } from './drafts.tsx';
import { type FieldError, valuesOf } from './form-fields.ts';
import { ErrorSummary, type FormFailure, FormFoot, OutdatedNotice } from './form-foot.tsx';
import { FormSections } from './form-sections.tsx';
import { createForm, type FormInit, type JobForm, readValues } from './job-form.ts';
import { TryRequest, useTryRequest } from './try-request.tsx';
import { rememberZone } from './zone-field.tsx';

const Conflict = lazy(async () => (await import('./conflict.tsx')).Conflict);
/** Loaded when it is opened, because it parses two languages. */
const PasteField = lazy(async () => (await import('./paste-field.tsx')).PasteField);

/** Loaded at the first change, so that a save does not wait for the script. */
const loadReader = () => import('./read-form.ts');

const STORE_DELAY_MS = 300;

function useDraft(form: JobForm, address: string): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const store = () => {
      clearTimeout(timer);
      storeDraft(address);
    };
    let isFirst = true;
    const dispose = effect(() => {
      const values = readValues(form.fields);
      const isTouched = form.isTouched.value;
      // The first run of the effect sees the initial values, not an edit.
      if (isFirst) {
        isFirst = false;
        return;
      }
      void loadReader().catch(() => undefined);
      clearTimeout(timer);
      if (!isTouched) return deleteDraft(address);
      keepDraft(address, { at: Date.now(), values, job: form.job });
      timer = setTimeout(store, STORE_DELAY_MS);
    });
    addEventListener('pagehide', store);
    return () => {
      dispose();
      removeEventListener('pagehide', store);
      // Signing out deletes all drafts.
      if (session.peek() !== undefined) store();
    };
  }, [form]);
}

interface Props {
  /** The draft is stored under this address. */
  address: string;
  /** Contents of the untouched form. */
  getInit: () => FormInit;
  save: (body: JobInput, form: JobForm) => Promise<Job>;
  /** Label of the submit button. */
  verb: string;
  /** Completes the message after a save: `“name” created.` */
  doneVerb: 'created' | 'saved';
  cancelLink: string;
  /** Current version of the edited job. */
  newest?: Job | undefined;
  /** Requests the current version. */
  refresh?: () => Promise<void>;
  /** Replaces the notice about an outdated form. */
  notice?: ComponentChildren;
}

export function FormView(props: Props) {
  const { address, getInit, save, verb, doneVerb, cancelLink, newest, refresh, notice } = props;
  const element = useRef<HTMLFormElement>(null);
  const draft = useRef(useMemo(() => findDraft(address), []));
  const current = useSignal(useMemo(() => ({ form: open(draft.current), count: 0 }), []));
  const { form, count } = current.value;
  const isSaving = useSignal(false);
  const failure = useSignal<FormFailure | null>(null);
  const isChoosing = useSignal(false);
  const choices = useSignal<Choices>({});
  const test = useTryRequest(form, (cause) => showErrors('Not sent', cause));
  const isOutdated = newest !== undefined && form.job !== undefined && newest.version !== form.job.version;
  useDraft(form, address);
  useEffect(() => {
    if (!isOutdated || form.isTouched.peek()) return;
    // An untouched form has nothing to merge.
    replace(createForm({ job: newest }));
    showMessage('Someone else changed this job. The form now shows the current version.');
  }, [newest]);
  useKeys('This form', [
    { key: 'Enter', mod: true, does: verb, run: () => void submit() },
    { key: 'Escape', does: 'Cancel, if nothing was changed', run: cancel },
  ]);

  function open(draft?: Draft): JobForm {
    return createForm(draft ? { ...getInit(), job: draft.job, values: draft.values } : getInit());
  }

  function replace(form: JobForm): JobForm {
    draft.current = undefined;
    failure.value = null;
    isChoosing.value = false;
    choices.value = {};
    current.value = { form, count: count + 1 };
    return form;
  }

  /** Merges both edits by the choices made in the conflict section. */
  async function resolve(job: Job): Promise<JobForm> {
    const { merge } = await import('./conflict.tsx');
    const values = merge(form.initial, readValues(form.fields), valuesOf(job), choices.value);
    return replace(createForm({ job, values }));
  }

  async function submit(): Promise<void> {
    if (isSaving.value) return;
    isSaving.value = true;
    let merged = form;
    try {
      const { findErrors, readForm } = await loadReader();
      if (isChoosing.value && newest) merged = await resolve(newest);
      const body = readForm(merged);
      if (Array.isArray(body)) return showErrors('Not saved', await findErrors(merged), merged);
      merged.errors.value = [];
      failure.value = null;
      const job = await save(body, merged);
      rememberZone(job.timezone);
      deleteDraft(address);
      showMessage(`“${job.name}” ${doneVerb}.`);
      goTo(links.job(job.id));
    } catch (error) {
      const status = error instanceof SchedulerError ? error.status : 0;
      if (status === 412) await resolveConflict();
      // The refresh shows the notice that the job was deleted.
      else if (status === 404) await refresh?.();
      else showErrors('Not saved', error, merged);
    } finally {
      isSaving.value = false;
    }
  }

  async function resolveConflict(): Promise<void> {
    await refresh?.();
    isChoosing.value = true;
  }

  function discard(): void {
    deleteDraft(address);
    replace(createForm({ ...getInit(), ...(newest && { job: newest }) }));
    element.current?.querySelector('input')?.focus();
  }

  function cancel(): void {
    if (!form.isTouched.value) goTo(cancelLink);
  }

  /** Shows field errors at their fields and focuses the first invalid field. */
  function showErrors(title: FormFailure['title'], cause: unknown, at = form): void {
    const errors = toFieldErrors(cause);
    at.errors.value = errors;
    failure.value = { title, message: errors.length > 0 ? '' : describeError(cause) };
    // Invalid fields are marked by the next render.
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
      // Show the API's error messages instead of the browser's.
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
      <RestoredDraft draft={draft.current} onDiscard={discard} />
      {!form.job && <PasteSection key={`paste ${count}`} form={form} />}
      <FormSections
        key={count}
        form={form}
        testRequest={
          <TryRequest
            form={form}
            test={test}
            problem={
              failure.value?.title === 'Not sent' && <ErrorSummary form={form} failure={failure.value} />
            }
          />
        }
      />
      {isChoosing.value && newest && <Conflict form={form} newest={newest} choices={choices} />}
      <FormFoot
        form={form}
        verb={verb}
        isSaving={isSaving.value}
        cancelLink={cancelLink}
        failure={failure.value?.title === 'Not saved' ? failure.value : null}
        onDiscard={discard}
        notice={notice ?? (isOutdated && !isChoosing.value && <OutdatedNotice onCompare={resolveConflict} />)}
      />
    </form>
  );
}

function toFieldErrors(cause: unknown): FieldError[] {
  if (Array.isArray(cause)) return cause as FieldError[];
  return (cause instanceof SchedulerError && cause.problem?.errors) || [];
}

function PasteSection({ form }: { form: JobForm }) {
  const wasOpened = useSignal(false);
  return (
    <details class="paste" onToggle={() => (wasOpened.value = true)}>
      <summary>Paste a curl command or a crontab line</summary>
      {wasOpened.value && <PasteField form={form} />}
    </details>
  );
}
