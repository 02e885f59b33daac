// Unsaved form input, kept per form address in memory and session storage, and copies of jobs.
import { effect } from '@preact/signals';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { isSecretName } from '../../text/secret-name.ts';
import { REDACTED } from '../job-fields.ts';
import { RelativeTime } from '../parts/instant.tsx';
import { session } from '../session.ts';
import { type HeaderRow, type Values, valuesOf } from './form-fields.ts';
import { type JobForm, readValues } from './job-form.ts';

export interface Draft {
  /** Time of the last edit, in Unix milliseconds. */
  at: number;
  values: Values;
  /** The edited job at the time the form was opened. */
  job?: Job | undefined;
}

const PREFIX = 'draft ';

/** Includes secrets, which never go to session storage and are lost on reload. */
const drafts = new Map<string, Draft>();

export function findDraft(address: string): Draft | undefined {
  return drafts.get(address) ?? readStored(address);
}

export function keepDraft(address: string, draft: Draft): void {
  drafts.set(address, draft);
}

/** Writes the draft to session storage, so that it survives a reload. */
export function storeDraft(address: string): void {
  const draft = drafts.get(address);
  if (!draft) return;
  try {
    sessionStorage.setItem(PREFIX + address, JSON.stringify(withoutSecrets(draft)));
  } catch {
    // Storage is full or disabled: the draft stays in memory.
  }
}

export function deleteDraft(address: string): void {
  drafts.delete(address);
  sessionStorage.removeItem(PREFIX + address);
}

// Delete all drafts on sign-out, so that the next user of the tab does not see them.
let wasSignedIn = false;
effect(() => {
  const isSignedIn = session.value !== undefined;
  if (wasSignedIn && !isSignedIn) deleteAllDrafts();
  wasSignedIn = isSignedIn;
});

function deleteAllDrafts(): void {
  drafts.clear();
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}

function withoutSecrets({ values, ...draft }: Draft): Draft {
  const marked = values.secretHeaders.toLowerCase().split(/[\s,]/);
  const isSecret = (name: string) => isSecretName(name) || marked.includes(name.toLowerCase());
  const headers = values.headers.map((row) =>
    row.value !== '' && row.value !== REDACTED && isSecret(row.name.trim())
      ? { ...row, value: '', needsValue: true as const }
      : row,
  );
  return { ...draft, values: { ...values, headers, secret: '' } };
}

/** Ignores a draft with other fields, written by another version of the page. */
function readStored(address: string): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(PREFIX + address) ?? '') as Draft;
    const expected = Object.entries(valuesOf());
    const isComplete = expected.every(
      ([name, value]) => typeof draft.values[name as keyof Values] === typeof value,
    );
    return isComplete ? draft : undefined;
  } catch {
    return undefined;
  }
}

const MAX_NAME_LENGTH = 255;
const SUFFIX = ' copy';

/** Creates the form values for a copy of a job. */
export function copyOf(job: Job): Values {
  const values = asNew(valuesOf(job));
  const isPast = job.specific_time !== null && Date.parse(job.specific_time) < Date.now();
  return {
    ...values,
    name: values.name.slice(0, MAX_NAME_LENGTH - SUFFIX.length) + SUFFIX,
    // Keys are unique, and the copy is not in the file.
    key: '',
    managedBy: '',
    specificTime: isPast ? '' : values.specificTime,
    status: job.status === 'inactive' && job.status_reason === 'paused' ? 'inactive' : 'active',
  };
}

/** Removes what belongs to the stored job only: its secrets and its status. */
export function asNew(values: Values): Values {
  return { ...values, headers: values.headers.map(withoutSecret), secretChoice: 'set', status: 'active' };
}

function withoutSecret(row: HeaderRow): HeaderRow {
  return row.value === REDACTED ? { ...row, value: '', needsValue: true } : row;
}

interface Props {
  draft: Draft | undefined;
  onDiscard: () => void;
}

/** Notice that the form was filled from a draft. */
export function RestoredDraft({ draft, onDiscard }: Props) {
  const [isKept, setKept] = useState(false);
  if (!draft || isKept) return null;
  const needsSecrets = draft.values.headers.some((row) => row.needsValue && row.value === '');
  return (
    <p class="restored" role="status">
      <span>
        Draft restored from <RelativeTime at={new Date(draft.at).toISOString()} />.
        {needsSecrets && ' Secrets are not stored: enter them again.'}
      </span>
      <button type="button" onClick={() => setKept(true)}>
        Keep draft
      </button>
      <button type="button" onClick={onDiscard}>
        Discard draft
      </button>
    </p>
  );
}

const STORE_DELAY_MS = 300;

/** Keeps what is typed as the draft of the form. */
export function useDraft(form: JobForm, address: string): void {
  // A layout effect: what is typed before the next frame belongs to the draft, too.
  useLayoutEffect(() => {
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
