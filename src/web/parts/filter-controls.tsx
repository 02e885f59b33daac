// Controls of filter bars: saved views, the export menu, and text filters.
import { signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Page } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { goTo, query, setQuery } from '../router.ts';
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

const PAGE_SIZE = 200;
/** More would fill the memory of the browser; the API has no such limit. */
const MAX_ITEMS = 20_000;

interface Props<T> {
  /** Names the file, such as `jobs`. */
  name: string;
  fetchPage: (query: { limit: number; cursor?: string }) => PromiseLike<Page<T>>;
}

/** Exports everything that the filter of a list matches, as CSV or as one JSON object per line. */
export function ExportMenu<T extends object>({ name, fetchPage }: Props<T>) {
  const save = async (ending: 'csv' | 'ndjson') => {
    try {
      const { items, isCut } = await fetchAll(fetchPage);
      const text =
        ending === 'csv' ? toCsv(items) : items.map((item) => `${JSON.stringify(item)}\n`).join('');
      download(`${name}.${ending}`, text, ending === 'csv' ? 'text/csv' : 'application/x-ndjson');
      const cut = isCut ? ' Narrow the filter to export the rest.' : '';
      showMessage(`${formatCount(items.length)} ${name} exported.${cut}`);
    } catch (error) {
      showMessage(`Not exported. ${describeError(error)}`);
    }
  };
  return (
    <Menu
      label={`Export ${name}`}
      word="Export"
      items={() => [
        { does: 'CSV, for a spreadsheet', run: () => void save('csv') },
        { does: 'NDJSON, one object per line', run: () => void save('ndjson') },
      ]}
    />
  );
}

async function fetchAll<T>(fetchPage: Props<T>['fetchPage']): Promise<{ items: T[]; isCut: boolean }> {
  const items: T[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && items.length < MAX_ITEMS) {
    const page = await fetchPage({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) });
    items.push(...page.data);
    cursor = page.next_cursor;
  }
  return { items, isCut: typeof cursor === 'string' };
}

/** A column per field; objects and lists as JSON. */
function toCsv(items: readonly object[]): string {
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const lines = items.map((item) =>
    names.map((name) => toCell(Object.entries(item).find(([key]) => key === name)?.[1])),
  );
  return [names, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A spreadsheet would calculate a text that starts like a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

interface TextFilterProps {
  /** The parameter in the URL. */
  name: string;
  label: string;
  value: string | undefined;
  options: readonly string[];
  /** Explains a value that does not match `pattern`. */
  hint?: string;
  pattern?: RegExp;
}

/**
 * A text field of a filter bar with suggestions, applied by Enter or at the end of the focus.
 * Keeps what is typed while the list refreshes.
 */
export function TextFilter({ name, label, value, options, hint, pattern }: TextFilterProps) {
  const typed = useSignal<string | null>(null);
  const isInvalid = useSignal(false);
  return (
    <>
      <input
        class="text-filter"
        aria-label={label}
        aria-invalid={isInvalid.value}
        title={isInvalid.value ? hint : undefined}
        placeholder={label}
        list={`${name}-options`}
        maxLength={100}
        autocomplete="off"
        spellcheck={false}
        value={typed.value ?? value ?? ''}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          isInvalid.value = false;
        }}
        onChange={(event) => {
          const text = event.currentTarget.value.trim();
          isInvalid.value = text !== '' && pattern?.test(text) === false;
          if (isInvalid.value) return;
          typed.value = null;
          setQuery({ [name]: text });
        }}
      />
      {isInvalid.value && (
        <span class="error" role="alert">
          {hint}
        </span>
      )}
      <datalist id={`${name}-options`}>
        {options.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}
