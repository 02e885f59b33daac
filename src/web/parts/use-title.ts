// Sets the title of the browser tab.
import { useEffect } from 'preact/hooks';
import { instance } from '../instance.ts';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = [title, instance?.name, 'Scheduler Service'].filter(Boolean).join(' · ');
  }, [title]);
}
