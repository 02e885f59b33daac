// The page that edits a job.
import { useMemo, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { Absent } from '../parts/absent.tsx';
import { useTitle } from '../parts/title.ts';
import { links } from '../router.ts';
import { FormView } from './form-view.tsx';
import { createForm } from './job-form.ts';

export function EditJobPage({ id }: { id: string }) {
  // Not what was known some time ago: a form must start from what is.
  const { data, isGone } = useLive(null, () => api.jobs.get(id));
  const job = data.value;
  useTitle(job ? `Edit ${job.name}` : 'Edit');
  if (!job) return <Absent what="job" isGone={isGone.value} />;
  return <EditForm newest={job} />;
}

function EditForm({ newest }: { newest: Job }) {
  const opened = useRef(newest).current;
  const form = useMemo(() => createForm(opened), [opened]);
  const jobLink = links.job(opened.id);
  return (
    <>
      <nav class="crumbs" aria-label="Where this is">
        <a href={links.jobs()}>Jobs</a> / <a href={jobLink}>{opened.name}</a>
      </nav>
      <header class="page-head">
        <h1>Edit {opened.name}</h1>
      </header>
      <FormView
        form={form}
        save={(body) => api.jobs.replace(opened.id, body)}
        verb="Save"
        cancelLink={jobLink}
      />
      {newest.version !== opened.version && (
        <p class="error">
          Someone else has changed this job since you opened it. Saving replaces their change with yours.
        </p>
      )}
    </>
  );
}
