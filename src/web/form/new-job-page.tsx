// The page that makes a job, from nothing or after another one.
import { useEffect, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { Absent } from '../parts/absent.tsx';
import { useTitle } from '../parts/title.ts';
import { links, query } from '../router.ts';
import { createKey } from '../unique-key.ts';
import { copyOf } from './copy-job.ts';
import { findDraft } from './drafts.ts';
import { FormView } from './form-view.tsx';

export function NewJobPage() {
  const from = query.value.get('from');
  return from === null ? <NewForm key="" /> : <Copy key={from} from={from} />;
}

function Copy({ from }: { from: string }) {
  const { data, isGone } = useLive(null, () => api.jobs.get(from));
  const source = useRef<Job | undefined>(undefined);
  source.current ??= data.value;
  useTitle('New job');
  if (source.current) return <NewForm source={source.current} />;
  // What was typed is there even where the other job is not any more.
  if (isGone.value && findDraft(links.duplicateJob(from))) return <NewForm from={from} />;
  return <Absent what="job" isGone={isGone.value} />;
}

function NewForm({ source, from = source?.id }: { source?: Job; from?: string | undefined }) {
  const sent = useRef({ text: '', key: '' });
  useTitle('New job');
  useEffect(() => {
    // The first thing one does here; the name of a copy is there to be typed over.
    const name = document.querySelector<HTMLInputElement>('#field-name');
    name?.focus({ preventScroll: true });
    name?.select();
  }, []);

  /** Saved again after an answer that was lost, it is the same job. */
  function keyOf(body: unknown): string {
    const text = JSON.stringify(body);
    if (sent.current.text !== text) sent.current = { text, key: createKey() };
    return sent.current.key;
  }

  return (
    <>
      <nav class="crumbs" aria-label="Where this is">
        <a href={links.jobs()}>Jobs</a>
        {source && (
          <>
            {' '}
            / <a href={links.job(source.id)}>{source.name}</a>
          </>
        )}
      </nav>
      <header class="page-head">
        <h1>{source ? `A copy of ${source.name}` : 'New job'}</h1>
      </header>
      <FormView
        address={from === undefined ? links.newJob : links.duplicateJob(from)}
        begin={() => (source ? { source, start: copyOf(source) } : {})}
        save={(body) => api.jobs.create(body, { idempotencyKey: keyOf(body) })}
        verb="Create the job"
        cancelLink={source ? links.job(source.id) : links.jobs()}
      />
    </>
  );
}
