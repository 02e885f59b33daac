// The frame of the interface: navigation, the page of the URL, messages, and the dialog of the palette.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { startChangeEvents } from './connection.ts';
import { isHelpOpen, type Key, openKeysHelp, useKeys } from './keys/keys.ts';
import { Dialog } from './parts/dialog.tsx';
import { Icon, type IconName } from './parts/icons.tsx';
import { lazy, lazyPage } from './parts/lazy.tsx';
import { Messages } from './parts/messages.tsx';
import { useTitle } from './parts/page.tsx';
import { goTo, links, type Route, restoreScroll, route } from './router.ts';
import { instance, isLocked, may, session } from './session.ts';
import { CurrentKey, SessionLoader } from './sign-in/account.tsx';
import { PausedBar } from './system/scheduler-pause.tsx';

const KeysHelp = lazy(async () => (await import('./keys/keys-help.tsx')).KeysHelp);
const SignInPage = lazy(async () => (await import('./sign-in/sign-in-page.tsx')).SignInPage);
const OverviewPage = lazyPage(
  'Overview',
  async () => (await import('./overview/overview-page.tsx')).OverviewPage,
);
const JobsPage = lazyPage('Jobs', async () => (await import('./jobs/jobs-page.tsx')).JobsPage);
const EditJobPage = lazyPage('Edit job', async () => (await import('./form/form-pages.tsx')).EditJobPage);
const NewJobPage = lazyPage('New job', async () => (await import('./form/form-pages.tsx')).NewJobPage);
const JobPage = lazyPage('Job', async () => (await import('./job/job-page.tsx')).JobPage);
const RunPage = lazyPage('Run', async () => (await import('./run/run-page.tsx')).RunPage);
const ComparePage = lazyPage(
  'Compare two runs',
  async () => (await import('./compare/compare-page.tsx')).ComparePage,
);
const RunsPage = lazyPage('Runs', async () => (await import('./runs/runs-page.tsx')).RunsPage);
const UpcomingPage = lazyPage(
  'Upcoming',
  async () => (await import('./upcoming/upcoming-page.tsx')).UpcomingPage,
);
const AlertsPage = lazyPage('Alerts', async () => (await import('./alerts/alerts-page.tsx')).AlertsPage);
const AuditPage = lazyPage('Audit', async () => (await import('./audit/audit-page.tsx')).AuditPage);
const SystemPage = lazyPage('System', async () => (await import('./system/system-page.tsx')).SystemPage);

export function App() {
  const mustSignIn = isLocked.value;
  if (mustSignIn && session.value === undefined) return <SignInPage />;
  // After an expired session the frame is only hidden, so that text typed into a form is kept.
  return (
    <>
      {mustSignIn && <SignInPage />}
      <div class="frame" hidden={mustSignIn}>
        <Frame />
      </div>
    </>
  );
}

function Frame() {
  const current = route.value;
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const pageKey = current.page + ('id' in current ? current.id : '');
  const mustSignIn = isLocked.value;
  useLayoutEffect(() => {
    // Moves the focus to the page after signing in again.
    if (!mustSignIn && !isFirst.current) main.current?.focus({ preventScroll: true });
  }, [mustSignIn]);
  useLayoutEffect(() => {
    if (!isFirst.current) {
      // Lets screen readers and keyboards start at the new page, unless the page set the focus itself.
      if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
      restoreScroll();
    }
    isFirst.current = false;
  }, [pageKey]);
  useKeys('Everywhere', globalKeys, true);
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      {instance && (
        <header class={`instance instance-${instance.color}`} title={instance.name}>
          <span>{instance.name}</span>
        </header>
      )}
      <nav class={instance ? 'rail with-instance' : 'rail'} aria-label="Main">
        {sections.map(({ name, icon, link, pages }) => (
          <a key={name} href={link} aria-current={currentOf(current, link, pages)}>
            <Icon name={icon} />
            {name}
          </a>
        ))}
        <button type="button" class="rail-search" onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" />
          Search
        </button>
        <CurrentKey />
      </nav>
      <main ref={main} id="main" tabIndex={-1}>
        {session.value === undefined ? (
          <SessionLoader />
        ) : (
          <>
            <PausedBar />
            <Page key={pageKey} route={current} />
          </>
        )}
      </main>
      <Messages />
      {session.value !== undefined && <Palette />}
      {isHelpOpen.value && <KeysHelp />}
      <TimelinePatterns />
    </>
  );
}

/** `letter` is the second key of the shortcut, if another section has the same first letter. */
const sections: { name: string; icon: IconName; link: string; pages: Route['page'][]; letter?: string }[] = [
  { name: 'Overview', icon: 'overview', link: links.overview, pages: ['overview'] },
  { name: 'Jobs', icon: 'jobs', link: links.jobs(), pages: ['jobs', 'new-job', 'job', 'edit-job'] },
  { name: 'Runs', icon: 'runs', link: links.runs(), pages: ['runs', 'run', 'compare'] },
  { name: 'Upcoming', icon: 'upcoming', link: links.upcoming(), pages: ['upcoming'] },
  { name: 'Alerts', icon: 'alerts', link: links.alerts, pages: ['alerts'], letter: 'l' },
  { name: 'Audit', icon: 'audit', link: links.audit(), pages: ['audit'] },
  { name: 'System', icon: 'system', link: links.system, pages: ['system'] },
];

const globalKeys: Key[] = [
  { key: 'k', mod: true, does: 'Search and go to a page', run: openPalette },
  { key: '/', does: 'Search', run: openPalette },
  ...sections.map(({ name, link, letter }) => ({
    key: `g ${letter ?? name.charAt(0).toLowerCase()}`,
    does: `Go to ${name}`,
    run: () => goTo(link),
  })),
  { key: '?', does: 'Show keyboard shortcuts', run: openKeysHelp },
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
    case 'upcoming':
      return <UpcomingPage />;
    case 'alerts':
      return <AlertsPage />;
    case 'audit':
      return <AuditPage />;
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
    case 'compare':
      return <ComparePage />;
    case 'unknown':
      return <Notice title="Page not found" text="No page has this address." />;
  }
}

function ReadOnly() {
  const text = `You need the admin role to edit jobs (you are ${session.value?.role}).`;
  return <Notice title="Admin role required" text={text} />;
}

/** A page without content, with its own title of the tab. */
function Notice({ title, text }: { title: string; text: string }) {
  useTitle(title);
  return (
    <>
      <h1>{title}</h1>
      <p>
        {text} <a href={links.jobs()}>See all jobs</a>
      </p>
    </>
  );
}

/** Rendered once per page. */
function TimelinePatterns() {
  return (
    <svg class="unseen" width="0" height="0" aria-hidden="true">
      <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M1 0V4" stroke="var(--retrying)" stroke-width="1.6" />
      </pattern>
    </svg>
  );
}

const isOpen = signal(false);
const typed = signal('');

const CommandSearch = lazy(
  async () => (await import('./palette/command-search.tsx')).CommandSearch,
  LoadingField,
);

function openPalette(): void {
  typed.value = '';
  isOpen.value = true;
}

function Palette() {
  return (
    <Dialog
      isOpen={isOpen}
      class="palette"
      label="Command palette"
      onKeyDown={(event) => {
        if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        event.currentTarget.close();
      }}
    >
      <CommandSearch typed={typed} />
    </Dialog>
  );
}

/** Keeps what is typed before the commands are loaded. */
function LoadingField() {
  return (
    <div class="palette-field">
      <Icon name="search" />
      <input
        aria-label="Search pages, jobs, runs and actions"
        placeholder="Page, job name, run ID or action"
        autofocus
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}

const root = document.getElementById('app');
if (root) render(<App />, root);
startChangeEvents();
