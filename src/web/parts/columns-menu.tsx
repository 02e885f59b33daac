// Chooses the columns of a list; the hidden ones are kept in the URL.
import { query, setQuery } from '../router.ts';
import { Menu } from './menu.tsx';

/** Names of columns in the URL, with their labels. */
type Columns = Readonly<Record<string, string>>;

export function hiddenColumns(columns: Columns): string[] {
  const hidden = query.value.get('hide')?.split(',') ?? [];
  return Object.keys(columns).filter((name) => hidden.includes(name));
}

export function ColumnsMenu({ columns }: { columns: Columns }) {
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
