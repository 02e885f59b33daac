// The dialog of the command palette; its commands are loaded when it is first opened.
import { signal } from '@preact/signals';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { lazy } from '../parts/lazy.tsx';

const isOpen = signal(false);
const typed = signal('');

const CommandSearch = lazy(async () => (await import('./command-search.tsx')).CommandSearch, LoadingField);

export function openPalette(): void {
  typed.value = '';
  isOpen.value = true;
}

export function Palette() {
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
