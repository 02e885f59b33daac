// The page that makes a job.
import { useMemo } from 'preact/hooks';
import { api } from '../api.ts';
import { useTitle } from '../parts/title.ts';
import { links } from '../router.ts';
import { FormView } from './form-view.tsx';
import { createForm } from './job-form.ts';

export function NewJobPage() {
  const form = useMemo(() => createForm(), []);
  useTitle('New job');
  return (
    <>
      <nav class="crumbs" aria-label="Where this is">
        <a href={links.jobs()}>Jobs</a>
      </nav>
      <header class="page-head">
        <h1>New job</h1>
      </header>
      <FormView
        form={form}
        save={(body) => api.jobs.create(body)}
        verb="Create the job"
        cancelLink={links.jobs()}
      />
    </>
  );
}
