// Keeps what is typed into a form: at once for other pages, a moment later for a reload.
import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { session } from '../session.ts';
import { dropDraft, keepDraft, storeDraft } from './drafts.ts';
import { type JobForm, readValues } from './job-form.ts';

const MOMENT_MS = 300;

export function useDraft(form: JobForm, address: string): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const store = () => {
      clearTimeout(timer);
      storeDraft(address);
    };
    let isFirst = true;
    const unfollow = effect(() => {
      const values = readValues(form.fields);
      const isTouched = form.isTouched.value;
      // What is found when the form is opened is there already.
      if (isFirst) {
        isFirst = false;
        return;
      }
      clearTimeout(timer);
      if (!isTouched) return dropDraft(address);
      keepDraft(address, { at: Date.now(), values, job: form.job });
      timer = setTimeout(store, MOMENT_MS);
    });
    addEventListener('pagehide', store);
    return () => {
      unfollow();
      removeEventListener('pagehide', store);
      // Whoever signs out leaves nothing behind.
      if (session.peek() !== undefined) store();
    };
  }, [form]);
}
