// Job form for creating and editing: restores drafts, sends test requests, saves and shows errors.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Job, type JobInput, SchedulerError } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { formatCounted } from '../format/time.ts';
import { modifierKey, useKeys } from '../keys/keys.ts';
import { lazy } from '../parts/lazy.tsx';
import { showMessage } from '../parts/messages.tsx';
import { goTo, links } from '../router.ts';
import type { Choices } from './conflict.tsx';
import { type Draft, deleteDraft, findDraft, RestoredDraft, useDraft } from './drafts.tsx';
import { Errors } from './fields.tsx';
import { type FieldError, valuesOf } from './form-fields.ts';
import { FormSections } from './form-sections.tsx';
import { createForm, errorsWithoutField, type FormInit, type JobForm, readValues } from './job-form.ts';
import { TryRequest, useTryRequest } from './try-request.tsx';
import { rememberZone } from './zone-field.tsx';

const Conflict = lazy(async () => (await import('./conflict.tsx')).Conflict);
/** Loaded when it is opened, because it parses two languages. */
const PasteField = lazy(async () => (await import('./paste-field.tsx')).PasteField);

/** Loaded at the first change, so that a save does not wait for the script. */
const loadReader = () => import('./read-form.ts');

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
  const isTouched = form.isTouched.value;
  useEffect(() => {
    if (isTouched) void loadReader().catch(() => undefined);
  }, [isTouched]);
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
    // After the render that marks them, before the next key press.
    queueMicrotask(() => {
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

interface FootProps {
  form: JobForm;
  verb: string;
  isSaving: boolean;
  cancelLink: string;
  failure: FormFailure | null;
  onDiscard: () => void;
  notice: ComponentChildren;
}

/** Sticky footer: save errors, notices and the save, cancel and discard buttons. */
function FormFoot({ form, verb, isSaving, cancelLink, failure, onDiscard, notice }: FootProps) {
  const isTouched = form.isTouched.value;
  return (
    <div class="form-foot">
      <ErrorSummary form={form} failure={failure} />
      <div role="status">{notice}</div>
      <div class="actions">
        <button
          type="submit"
          class="primary"
          aria-disabled={isSaving}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          {isSaving ? 'Saving…' : verb}
        </button>
        <a class="button" href={cancelLink}>
          Cancel
        </a>
        <span class="kept muted">
          {isTouched ? 'Draft kept in this tab.' : `${modifierKey} + Enter saves.`}
        </span>
        {isTouched && (
          <button type="button" class="plain" onClick={onDiscard}>
            Discard
          </button>
        )}
      </div>
    </div>
  );
}

function OutdatedNotice({ onCompare }: { onCompare: () => void }) {
  return (
    <p class="outdated">
      <span>Someone else changed this job after you opened it.</span>
      <button type="button" onClick={onCompare}>
        Compare
      </button>
    </p>
  );
}

interface FormFailure {
  title: 'Not saved' | 'Not sent';
  /** The reason if no field is invalid, otherwise empty. */
  message: string;
}

/** Explains why a form was not saved or its test request not sent; field errors appear at their fields. */
function ErrorSummary({ form, failure }: { form: JobForm; failure: FormFailure | null }) {
  const count = form.errors.value.length;
  if (failure === null || (count === 0 && failure.message === '')) return <div role="alert" />;
  const { title, message } = failure;
  return (
    <div role="alert" class="problem">
      {count > 0 && (
        <p class="error">
          {title}: {formatCounted(count, 'invalid field')}.
        </p>
      )}
      <Errors errors={errorsWithoutField(form, form.errors.value)} label="The request" pointer="" />
      {message !== '' && (
        <p class="error">
          {title}. {message} {title === 'Not saved' && 'Your input is kept. Try again in a moment.'}
        </p>
      )}
    </div>
  );
}
