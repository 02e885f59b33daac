// Keeps the draft of a form: in memory at once, in session storage after a short delay.
import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { session } from '../session.ts';
import { deleteDraft, keepDraft, storeDraft } from './drafts.ts';
import { type JobForm, readValues } from './job-form.ts';

const STORE_DELAY_MS = 300;

export function useDraft(form: JobForm, address: string): void {
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
