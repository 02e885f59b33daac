// Sticky form footer: save errors, notices and the save, cancel and discard buttons.
import type { ComponentChildren } from 'preact';
import { formatCounted } from '../format/time.ts';
import { modifierKey } from '../keys/keys.ts';
import { Errors } from './fields.tsx';
import { errorsWithoutField, type JobForm } from './job-form.ts';

interface Props {
  form: JobForm;
  verb: string;
  isSaving: boolean;
  cancelLink: string;
  failure: FormFailure | null;
  onDiscard: () => void;
  notice: ComponentChildren;
}

export function FormFoot({ form, verb, isSaving, cancelLink, failure, onDiscard, notice }: Props) {
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

export function OutdatedNotice({ onCompare }: { onCompare: () => void }) {
  return (
    <p class="outdated">
      <span>Someone else changed this job after you opened it.</span>
      <button type="button" onClick={onCompare}>
        Compare
      </button>
    </p>
  );
}

export interface FormFailure {
  title: 'Not saved' | 'Not sent';
  /** The reason if no field is invalid, otherwise empty. */
  message: string;
}

/** Explains why a form was not saved or its test request not sent; field errors appear at their fields. */
export function ErrorSummary({ form, failure }: { form: JobForm; failure: FormFailure | null }) {
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
