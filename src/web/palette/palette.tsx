// Goes anywhere: pages, jobs by name, runs by id, and what can be done here.
import { signal } from '@preact/signals';
import { Dialog } from '../parts/dialog.tsx';
import { lazily } from '../parts/lazily.tsx';

const Search = lazily(async () => (await import('./search.tsx')).Search);

const isOpen = signal(false);

export function openPalette(): void {
  isOpen.value = true;
}

export function Palette() {
  return (
    <Dialog
      isOpen={isOpen}
      class="palette"
      label="Go anywhere"
      onKeyDown={(event) => {
        if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        event.currentTarget.close();
      }}
    >
      <Search />
    </Dialog>
  );
}
