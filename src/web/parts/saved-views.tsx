// Named filters of a list, kept in this browser: a menu to open, save and delete them.
import { signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { goTo, query } from '../router.ts';
import { closeDialog, Dialog } from './dialog.tsx';
import { Menu } from './menu.tsx';
import { showMessage } from './messages.tsx';

type ListName = 'jobs' | 'runs';

interface View {
  name: string;
  /** The query of the URL, without `?`. */
  query: string;
}

const MAX_NAME = 60;
const keyOf = (list: ListName) => `views of ${list}`;
const saved = { jobs: signal(readViews('jobs')), runs: signal(readViews('runs')) };

export function SavedViews({ list }: { list: ListName }) {
  const isNaming = useSignal(false);
  const current = query.value.toString();
  const views = saved[list].value;
  const chosen = views.find((view) => view.query === current);
  return (
    <>
      <Menu
        label={chosen ? `View: ${chosen.name}` : 'Views'}
        word={chosen ? `View: ${chosen.name}` : 'Views'}
        items={() => [
          ...views.map((view) => ({ does: view.name, run: () => goTo(`/${list}?${view.query}`) })),
          ...(chosen || current === ''
            ? []
            : [{ does: 'Save this view…', run: () => (isNaming.value = true) }]),
          ...(chosen ? [{ does: `Delete “${chosen.name}”`, run: () => remove(list, chosen) }] : []),
          ...(views.length === 0 && current === ''
            ? [{ does: 'Set a filter to save it as a view', isOff: true }]
            : []),
        ]}
      />
      <Dialog isOpen={isNaming} class="view-dialog" label="Save this view">
        <NameForm
          onSave={(name) => {
            save(list, { name, query: current });
            showMessage(`View “${name}” saved in this browser.`);
          }}
        />
      </Dialog>
    </>
  );
}

function NameForm({ onSave }: { onSave: (name: string) => void }) {
  const name = useRef<HTMLInputElement>(null);
  return (
    <form
      method="dialog"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(name.current!.value.trim());
        closeDialog(event.currentTarget);
      }}
    >
      <label for="view-name">Name of the view</label>
      <input id="view-name" ref={name} required maxLength={MAX_NAME} pattern=".*\S.*" autocomplete="off" />
      <p class="hint">Saves the filters, the order and the columns. A view with the same name is replaced.</p>
      <button type="submit" class="primary">
        Save view
      </button>{' '}
      <button type="button" onClick={(event) => closeDialog(event.currentTarget)}>
        Cancel
      </button>
    </form>
  );
}

function save(list: ListName, view: View): void {
  const others = saved[list].peek().filter(({ name }) => name !== view.name);
  write(
    list,
    [...others, view].toSorted((a, b) => a.name.localeCompare(b.name)),
  );
}

function remove(list: ListName, view: View): void {
  const before = saved[list].peek();
  write(
    list,
    before.filter(({ name }) => name !== view.name),
  );
  showMessage(`View “${view.name}” deleted.`);
}

function write(list: ListName, views: readonly View[]): void {
  saved[list].value = views;
  try {
    localStorage.setItem(keyOf(list), JSON.stringify(views));
  } catch {
    // Without storage, views last until the page is closed.
  }
}

function readViews(list: ListName): readonly View[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(list)) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is View {
  const view = value as Partial<View> | null;
  return typeof view?.name === 'string' && typeof view.query === 'string';
}
