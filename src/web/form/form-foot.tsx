// The foot of the form, in reach wherever one is in it: why it was not saved, and what one can do.
import type { ComponentChildren } from 'preact';
import type { JobForm } from './job-form.ts';
import { Problem, type Refusal } from './problem.tsx';

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

interface Props {
  form: JobForm;
  verb: string;
  isSaving: boolean;
  cancelLink: string;
  refusal: Refusal | null;
  onDiscard: () => void;
  notice: ComponentChildren;
}

export function FormFoot({ form, verb, isSaving, cancelLink, refusal, onDiscard, notice }: Props) {
  const isTouched = form.isTouched.value;
  return (
    <div class="form-foot">
      <Problem form={form} refusal={refusal} />
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
          {isTouched ? 'Kept in this tab until it is saved.' : `${isMac ? '⌘' : 'Ctrl'} + Enter saves.`}
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

export function Outdated({ onCompare }: { onCompare: () => void }) {
  return (
    <p class="outdated">
      <span>Someone else has changed this job since you opened it.</span>
      <button type="button" onClick={onCompare}>
        See what
      </button>
    </p>
  );
}
