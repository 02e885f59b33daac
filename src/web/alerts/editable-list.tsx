// A list of channels or rules: each entry with its actions and, for admins, the form that edits it.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { may } from '../session.ts';

interface Props<T> {
  /** The ID of the heading. */
  id: string;
  title: string;
  /** Undefined until they are loaded. */
  items: readonly T[] | undefined;
  /** Shown if there are no items. */
  none: string;
  /** The label of the button that opens an empty form. */
  newLabel: string;
  draw: (item: T) => ComponentChildren;
  drawActions: (item: T, onEdit: () => void) => ComponentChildren;
  /** `item` is undefined in the form of a new one. */
  drawForm: (item: T | undefined, onClose: () => void) => ComponentChildren;
}

export function EditableList<T extends { id: string }>(props: Props<T>) {
  const { id, title, items, none, newLabel, draw, drawActions, drawForm } = props;
  /** The ID of the edited item, `new`, or null. */
  const edited = useSignal<string | null>(null);
  const edit = (itemId: string | null) => () => {
    edited.value = itemId;
  };
  const close = edit(null);
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {items === undefined && <div class="skeleton rows-room" />}
      {items?.length === 0 && <p class="muted">{none}</p>}
      {items !== undefined && items.length > 0 && (
        <ol class="changes">
          {items.map((item) => (
            <li key={item.id} class="audit-entry">
              {draw(item)}
              {may('edit') && drawActions(item, edit(item.id))}
              {edited.value === item.id && drawForm(item, close)}
            </li>
          ))}
        </ol>
      )}
      {may('edit') &&
        (edited.value === 'new' ? (
          drawForm(undefined, close)
        ) : (
          <p>
            <button type="button" onClick={edit('new')}>
              {newLabel}
            </button>
          </p>
        ))}
    </section>
  );
}
