// Parts of filter bars: fields for a text and a period; zone, count, saved views, columns and export.
import { signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { describeError } from '../api.ts';
import { formatCount, formatCounted } from '../format/time.ts';
import { fromWallClock, shownZone, toWallClock } from '../format/zone.ts';
import type { List } from '../list/list.ts';
import { type Columns, goTo, hiddenColumns, query, setQuery } from '../router.ts';
import { closeDialog, Dialog } from './dialog.tsx';
import type { FetchPage, Format } from './export.ts';
import { Menu } from './menu.tsx';
import { showMessage } from './messages.tsx';
import { ZoneSwitch } from './page.tsx';

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

/** The start and the end of a period, in the chosen time zone. */
export function TimeFields({ from, to }: { from: string | undefined; to: string | undefined }) {
  return (
    <>
      <TimeField name="from" label="From" at={from} />
      <TimeField name="to" label="to" at={to} />
    </>
  );
}

/** The API accepts no earlier instant. */
const FIRST = '1970-01-02';

function TimeField({ name, label, at }: { name: 'from' | 'to'; label: string; at: string | undefined }) {
  /** While the field has the focus: a year that is typed passes through years that no run has. */
  const typed = useSignal<string | null>(null);
  const stored = at ? toWallClock(at, shownZone()).replace(/:00$/, '') : '';
  const commit = (text: string) => setQuery({ [name]: fromWallClock(text, shownZone()) });
  return (
    <label class="time-field">
      {label}{' '}
      <input
        type="datetime-local"
        // Shows seconds only if the value has any.
        step={stored.length > 16 ? 1 : 60}
        value={typed.value ?? stored}
        onInput={({ currentTarget: { value } }) => {
          typed.value = value;
          if (value >= FIRST) commit(value);
        }}
        onBlur={({ currentTarget: { value, validity } }) => {
          // A half typed time is empty, too.
          if (typed.peek() === '' && value === '' && !validity.badInput) commit('');
          typed.value = null;
        }}
      />
    </label>
  );
}

interface Props<T> {
  name: ListName;
  list: List<T & { id: string }>;
  columns: Columns;
  fetchPage: FetchPage<T>;
  /** A filter other than the search is set. */
  isFiltered: boolean;
}

export function ListTools<T extends object>({ name, list, columns, fetchPage, isFiltered }: Props<T>) {
  const hasFilters = useSignal(isFiltered);
  const count = formatCounted(list.count.value, name === 'jobs' ? 'job' : 'run');
  return (
    <div class="list-tools">
      <ZoneSwitch />
      <span class="muted count" role="status">
        {!list.isPlaceholder.value && (list.hasMore.value ? `more than ${count}` : count)}
      </span>
      {/* Phones show the filters on request: they would fill the screen. */}
      <button
        type="button"
        class="fold-button"
        aria-expanded={hasFilters.value}
        onClick={() => (hasFilters.value = !hasFilters.value)}
      >
        Filters
      </button>
      <SavedViews list={name} />
      <ColumnsMenu columns={columns} />
      <ExportMenu name={name} fetchPage={fetchPage} />
    </div>
  );
}

/** Chooses the columns of a list; the hidden ones are kept in the URL. */
function ColumnsMenu({ columns }: { columns: Columns }) {
  const hidden = hiddenColumns(columns);
  return (
    <Menu
      label="Columns"
      word="Columns"
      items={() =>
        Object.entries(columns).map(([name, label]) => {
          const isShown = !hidden.includes(name);
          const next = isShown ? [...hidden, name] : hidden.filter((one) => one !== name);
          return { does: label, isChecked: isShown, run: () => setQuery({ hide: next.join() }) };
        })
      }
    />
  );
}

type ListName = 'jobs' | 'runs';

interface View {
  name: string;
  /** The query of the URL, without `?`. */
  query: string;
}

const MAX_NAME = 60;
const keyOf = (list: ListName) => `views of ${list}`;
const saved = { jobs: signal(readViews('jobs')), runs: signal(readViews('runs')) };

function SavedViews({ list }: { list: ListName }) {
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

/** Exports everything that the filter of the list matches, as CSV or as one JSON object per line. */
function ExportMenu<T extends object>({ name, fetchPage }: Pick<Props<T>, 'name' | 'fetchPage'>) {
  const save = async (format: Format) => {
    try {
      const { exportList } = await import('./export.ts');
      const { count, isCut } = await exportList(name, format, fetchPage);
      const cut = isCut ? ' Narrow the filter to export the rest.' : '';
      showMessage(`${formatCount(count)} ${name} exported.${cut}`);
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
