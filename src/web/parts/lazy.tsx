// Loads the script of a component when the component is first rendered.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { reportOutage } from '../connection.ts';
import { useTitle } from './page.tsx';

const RETRY_MS = 2_000;
const MIN_RELOAD_INTERVAL_MS = 30_000;
const RELOADED_AT = 'reloaded at';

/** A page, with a heading and the title of the tab until its script is loaded. */
export function lazyPage<Props extends object>(
  title: string,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return lazy(load, ({ hasFailed }) => {
    useTitle(title);
    return (
      <>
        <h1 class={hasFailed ? undefined : 'slow-loading'}>{title}</h1>
        {hasFailed && <p>The page cannot be loaded: the service cannot be reached. Retrying every 2 s.</p>}
      </>
    );
  });
}

/** A component that renders `Placeholder`, by default nothing, until `load` has resolved. */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Placeholder?: ComponentType<{ hasFailed: boolean }>,
): ComponentType<Props> {
  const loaded = signal<ComponentType<Props> | undefined>(undefined);
  const hasFailed = signal(false);
  let isLoading = false;

  async function start(): Promise<void> {
    if (isLoading || loaded.peek()) return;
    isLoading = true;
    try {
      loaded.value = await load();
    } catch (error) {
      // The service is unreachable, or a new version has other file names: then a reload helps.
      if (!(await reloadOnce())) {
        reportOutage(error);
        hasFailed.value = true;
        setTimeout(() => void start(), RETRY_MS);
      }
    } finally {
      isLoading = false;
    }
  }

  return function Lazy(props: Props) {
    useEffect(() => void start(), []);
    const Loaded = loaded.value;
    if (Loaded) return <Loaded {...props} />;
    return Placeholder ? <Placeholder hasFailed={hasFailed.value} /> : null;
  };
}

/** Reloads the page if the service responds and the last reload was not recent. Returns whether it reloads. */
async function reloadOnce(): Promise<boolean> {
  const before = Number(sessionStorage.getItem(RELOADED_AT));
  if (Date.now() - before < MIN_RELOAD_INTERVAL_MS) return false;
  const page = await fetch(location.pathname, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (!page?.ok) return false;
  sessionStorage.setItem(RELOADED_AT, String(Date.now()));
  location.reload();
  return true;
}
