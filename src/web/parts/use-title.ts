// Sets the title of the browser tab.
import { useEffect } from 'preact/hooks';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Scheduler Service`;
  }, [title]);
}
