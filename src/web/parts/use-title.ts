// Sets the title of the browser tab.
import { useEffect } from 'preact/hooks';
import { instance } from '../instance.ts';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = [title, instance?.name, 'Scheduler Service'].filter(Boolean).join(' · ');
  }, [title]);
}

/** The title of a list: its filter as a sentence starts, or `name` for everything. */
export function titleOfList(filter: string, name: 'Jobs' | 'Runs'): string {
  return filter === `all ${name.toLowerCase()}` ? name : filter.charAt(0).toUpperCase() + filter.slice(1);
}
