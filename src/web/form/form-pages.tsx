// Pages of the job form: a new job, empty or as a copy, and an edited job.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { createKey, type Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { NotFound, useTitle } from '../parts/page.tsx';
import { useQuery } from '../query.ts';
import { goTo, links, query } from '../router.ts';
import { asNew, copyOf, deleteDraft, findDraft, keepDraft, storeDraft } from './drafts.tsx';
import { valuesOf } from './form-fields.ts';
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
  useLayoutEffect(() => {
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

export function EditJobPage({ id }: { id: string }) {
  // Never start a form from the cache (key null): it must start from the current job.
  const { data, isGone, refresh } = useQuery(null, () => api.jobs.get(id));
  const address = links.editJob(id);
  const job = data.value ?? (isGone.value ? findDraft(address)?.job : undefined);
  useTitle(job ? `Edit ${job.name}` : 'Edit');
  if (!job) return <NotFound what="job" isGone={isGone.value} />;
  return <EditForm address={address} newest={job} isGone={isGone.value} refresh={refresh} />;
}

interface Props {
  address: string;
  newest: Job;
  isGone: boolean;
  refresh: () => Promise<void>;
}

function EditForm({ address, newest, isGone, refresh }: Props) {
  const opened = useRef(newest).current;
  const jobLink = links.job(opened.id);
  return (
    <>
      <nav class="crumbs" aria-label="Breadcrumb">
        <a href={links.jobs()}>Jobs</a> /{' '}
        <a href={jobLink}>
          <bdi>{opened.name}</bdi>
        </a>
      </nav>
      <header class="page-head">
        <h1>
          Edit <bdi>{opened.name}</bdi>
        </h1>
      </header>
      <FormView
        address={address}
        getInit={() => ({ job: opened })}
        save={(body, form) => api.jobs.replace(opened.id, body, { ifMatch: form.job?.version })}
        verb="Save"
        doneVerb="saved"
        cancelLink={jobLink}
        newest={newest}
        refresh={refresh}
        notice={isGone ? <DeletedNotice address={address} job={newest} /> : undefined}
      />
    </>
  );
}

/** Offers to create a new job from the form after the edited job was deleted. */
function DeletedNotice({ address, job }: { address: string; job: Job }) {
  function moveToNewJob(): void {
    const values = findDraft(address)?.values ?? valuesOf(job);
    keepDraft(links.newJob, { at: Date.now(), values: asNew(values) });
    storeDraft(links.newJob);
    deleteDraft(address);
    goTo(links.newJob);
  }
  return (
    <p class="outdated">
      <span class="error">This job was deleted while you edited it.</span>
      <button type="button" onClick={moveToNewJob}>
        Create as a new job
      </button>
    </p>
  );
}
