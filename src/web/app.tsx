// The frame: the rail, the page that the address names, and messages.
import { useEffect, useRef } from 'preact/hooks';
import { type Key, useKeys } from './keys/keys.ts';
import { KeysHelp, openKeysHelp } from './keys/keys-help.tsx';
import { openPalette, Palette } from './palette/palette.tsx';
import { Icon, type IconName } from './parts/icons.tsx';
import { lazily } from './parts/lazily.tsx';
import { Messages } from './parts/messages.tsx';
import { goTo, landScroll, links, type Route, route } from './router.ts';
import { isLocked, may, session } from './session.ts';
import { Opening } from './sign-in/opening.tsx';
import { Who } from './sign-in/who.tsx';
import { PausedBar } from './system/paused-bar.tsx';
import { TimelinePatterns } from './timeline/bar.tsx';

const SignInPage = lazily(async () => (await import('./sign-in/sign-in-page.tsx')).SignInPage);
const OverviewPage = lazily(async () => (await import('./overview/overview-page.tsx')).OverviewPage);
const JobsPage = lazily(async () => (await import('./jobs/jobs-page.tsx')).JobsPage);
const EditJobPage = lazily(async () => (await import('./form/edit-job-page.tsx')).EditJobPage);
const NewJobPage = lazily(async () => (await import('./form/new-job-page.tsx')).NewJobPage);
const JobPage = lazily(async () => (await import('./job/job-page.tsx')).JobPage);
const RunPage = lazily(async () => (await import('./run/run-page.tsx')).RunPage);
const RunsPage = lazily(async () => (await import('./runs/runs-page.tsx')).RunsPage);
const SystemPage = lazily(async () => (await import('./system/system-page.tsx')).SystemPage);

export function App() {
  const isAsking = isLocked.value;
  if (isAsking && session.value === undefined) return <SignInPage />;
  // Where a session has lapsed, what was typed into a form is still there when the next one begins.
  return (
    <>
      {isAsking && <SignInPage />}
      <div class="frame" hidden={isAsking}>
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
      // A page of its own for whoever reads by ear or keyboard: start where it starts, unless it says where.
      if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
      landScroll();
    }
    isFirst.current = false;
  }, [place]);
  useKeys('Everywhere', everywhere, true);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <nav class="rail" aria-label="Places">
        {places.map(({ name, icon, link, pages }) => (
          <a key={name} href={link} aria-current={currentOf(current, link, pages)}>
            <Icon name={icon} />
            {name}
          </a>
        ))}
        <button type="button" class="rail-search" onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" />
          Search
        </button>
        <Who />
      </nav>
      <main ref={main} id="main" tabIndex={-1}>
        {session.value === undefined ? (
          <Opening />
        ) : (
          <>
            <PausedBar />
            <Page key={place} route={current} />
          </>
        )}
      </main>
      <Messages />
      {session.value !== undefined && <Palette />}
      <KeysHelp />
      <TimelinePatterns />
    </>
  );
}

const places: { name: string; icon: IconName; link: string; pages: Route['page'][] }[] = [
  { name: 'Overview', icon: 'overview', link: links.overview, pages: ['overview'] },
  { name: 'Jobs', icon: 'jobs', link: links.jobs(), pages: ['jobs', 'new-job', 'job', 'edit-job'] },
  { name: 'Runs', icon: 'runs', link: links.runs(), pages: ['runs', 'run'] },
  { name: 'System', icon: 'system', link: links.system, pages: ['system'] },
];

const everywhere: Key[] = [
  { key: 'k', mod: true, does: 'Go anywhere', run: openPalette },
  { key: '/', does: 'Search', run: openPalette },
  ...places.map(({ name, link }) => ({
    key: `g ${name.charAt(0).toLowerCase()}`,
    does: `Go to ${name}`,
    run: () => goTo(link),
  })),
  { key: '?', does: 'Show the keys', run: openKeysHelp },
];

function currentOf({ page }: Route, link: string, pages: Route['page'][]): 'page' | 'true' | undefined {
  if (!pages.includes(page)) return undefined;
  return location.pathname === link ? 'page' : 'true';
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'overview':
      return <OverviewPage />;
    case 'jobs':
      return <JobsPage />;
    case 'runs':
      return <RunsPage />;
    case 'system':
      return <SystemPage />;
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
