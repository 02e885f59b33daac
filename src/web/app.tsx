// The frame: the rail, the page that the address names, and messages.
import { useEffect, useRef } from 'preact/hooks';
import { EditJobPage } from './form/edit-job-page.tsx';
import { NewJobPage } from './form/new-job-page.tsx';
import { JobPage } from './job/job-page.tsx';
import { JobsPage } from './jobs/jobs-page.tsx';
import { Icon } from './parts/icons.tsx';
import { Messages } from './parts/messages.tsx';
import { links, type Route, route } from './router.ts';
import { RunPage } from './run/run-page.tsx';

export function App() {
  const current = route.value;
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const place = current.page + ('id' in current ? current.id : '');
  useEffect(() => {
    if (!isFirst.current) {
      // A page of its own for whoever reads by ear or keyboard: start where it starts.
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [place]);
  return (
    <>
      <nav class="rail" aria-label="Places">
        <a href={links.jobs()} aria-current={current.page === 'jobs' ? 'page' : 'true'}>
          <Icon name="jobs" />
          Jobs
        </a>
        <a href="/docs">
          <Icon name="docs" />
          API docs
        </a>
      </nav>
      <main ref={main} tabIndex={-1}>
        <Page key={place} route={current} />
      </main>
      <Messages />
    </>
  );
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'jobs':
      return <JobsPage status={route.status} />;
    case 'new-job':
      return <NewJobPage />;
    case 'job':
      return <JobPage id={route.id} />;
    case 'edit-job':
      return <EditJobPage id={route.id} />;
    case 'run':
      return <RunPage id={route.id} />;
    case 'unknown':
      return (
        <>
          <h1>Nothing here</h1>
          <p>
            This address names no page. <a href={links.jobs()}>See all jobs</a>
          </p>
        </>
      );
  }
}
