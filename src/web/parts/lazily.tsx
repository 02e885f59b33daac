// Screens that are loaded when they are first opened: nobody waits for the script of a page that is not shown.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { reportOutage } from '../live.ts';

const AGAIN_MS = 2_000;
const LEAST_BETWEEN_MS = 30_000;
const RELOADED = 'reloaded at';

/** The component that `load` will bring, as one that can be drawn at once. */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const loaded = signal<ComponentType<Props> | undefined>(undefined);
  let isLoading = false;

  async function start(): Promise<void> {
    if (isLoading || loaded.peek()) return;
    isLoading = true;
    try {
      loaded.value = await load();
    } catch (error) {
      // The service is out of reach; or it has another version now, whose files have other names.
      if (!(await reloadOnce())) {
        reportOutage(error);
        setTimeout(() => void start(), AGAIN_MS);
      }
    } finally {
      isLoading = false;
    }
  }

  return function Lazy(props: Props) {
    useEffect(() => void start(), []);
    const Loaded = loaded.value;
    return Loaded ? <Loaded {...props} /> : null;
  };
}

/** Whether the page is loaded anew, which it is if it can be, and has not just been. */
async function reloadOnce(): Promise<boolean> {
  const before = Number(sessionStorage.getItem(RELOADED));
  if (Date.now() - before < LEAST_BETWEEN_MS) return false;
  const page = await fetch(location.pathname, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (!page?.ok) return false;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
  return true;
}
