// Page for editing a job.
import { useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { NotFound, useTitle } from '../parts/page.tsx';
import { useQuery } from '../query.ts';
import { goTo, links } from '../router.ts';
import { asNew, deleteDraft, findDraft, keepDraft, storeDraft } from './drafts.tsx';
import { FormView } from './form-view.tsx';
import { valuesOf } from './values.ts';

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
