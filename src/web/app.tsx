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
import { isLocked, may, session } from './session.ts';
import { Opening } from './sign-in/opening.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { Who } from './sign-in/who.tsx';

export function App() {
  const isAsking = isLocked.value;
  if (isAsking && session.value === undefined) return <SignInPage />;
  // Where a session has lapsed, what was typed into a form is still there when the next one begins.
  return (
    <>
      {isAsking && <SignInPage />}
      <div hidden={isAsking}>
        <Frame />
      </div>
    </>
  );
}

function Frame() {
  const current = route.value;
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const place = current.page + ('id' in current ? current.id : '');
  const isAsking = isLocked.value;
  useEffect(() => {
    // Back from signing in.
    if (!isAsking && !isFirst.current) main.current?.focus({ preventScroll: true });
  }, [isAsking]);
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
        <Who />
      </nav>
      <main ref={main} tabIndex={-1}>
        {session.value === undefined ? <Opening /> : <Page key={place} route={current} />}
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
      return may('edit') ? <NewJobPage /> : <ReadOnly />;
    case 'job':
      return <JobPage id={route.id} />;
    case 'edit-job':
      return may('edit') ? <EditJobPage id={route.id} /> : <ReadOnly />;
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

function ReadOnly() {
  return (
    <>
      <h1>Not with this key</h1>
      <p>
        Its role is {session.value?.role}; jobs are made and edited with that of an admin.{' '}
        <a href={links.jobs()}>See all jobs</a>
      </p>
    </>
  );
}
