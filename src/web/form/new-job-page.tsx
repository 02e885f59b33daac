// Page for creating a job, empty or as a copy of another job.
import { useEffect, useRef } from 'preact/hooks';
import { createKey, type Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { NotFound, useTitle } from '../parts/page.tsx';
import { useQuery } from '../query.ts';
import { links, query } from '../router.ts';
import { copyOf, findDraft } from './drafts.tsx';
import { FormView } from './form-view.tsx';

export function NewJobPage() {
  const from = query.value.get('from');
  return from === null ? <NewForm key="" /> : <Copy key={from} from={from} />;
}

function Copy({ from }: { from: string }) {
  const { data, isGone } = useQuery(null, () => api.jobs.get(from));
  const source = useRef<Job | undefined>(undefined);
  source.current ??= data.value;
  useTitle('New job');
  if (source.current) return <NewForm source={source.current} />;
  // A draft of the copy is still usable after the other job was deleted.
  if (isGone.value && findDraft(links.duplicateJob(from))) return <NewForm from={from} />;
  return <NotFound what="job" isGone={isGone.value} />;
}

function NewForm({ source, from = source?.id }: { source?: Job; from?: string | undefined }) {
  const lastRequest = useRef({ text: '', key: '' });
  useTitle('New job');
  useEffect(() => {
    // Select the name, so that typing replaces the name of a copy.
    const name = document.querySelector<HTMLInputElement>('#field-name');
    name?.focus({ preventScroll: true });
    name?.select();
  }, []);

  /** Reuses the idempotency key for an unchanged body, so that saving again after a lost response creates one job. */
  function idempotencyKeyFor(body: unknown): string {
    const text = JSON.stringify(body);
    if (lastRequest.current.text !== text) lastRequest.current = { text, key: createKey() };
    return lastRequest.current.key;
  }

  return (
    <>
      <nav class="crumbs" aria-label="Breadcrumb">
        <a href={links.jobs()}>Jobs</a>
        {source && (
          <>
            {' '}
            /{' '}
            <a href={links.job(source.id)}>
              <bdi>{source.name}</bdi>
            </a>
          </>
        )}
      </nav>
      <header class="page-head">
        <h1>
          {source ? (
            <>
              Copy of <bdi>{source.name}</bdi>
            </>
          ) : (
            'New job'
          )}
        </h1>
      </header>
      <FormView
        address={from === undefined ? links.newJob : links.duplicateJob(from)}
        getInit={() => (source ? { source, initial: copyOf(source) } : {})}
        save={(body) => api.jobs.create(body, { idempotencyKey: idempotencyKeyFor(body) })}
        verb="Create job"
        doneVerb="created"
        cancelLink={source ? links.job(source.id) : links.jobs()}
      />
    </>
  );
}
