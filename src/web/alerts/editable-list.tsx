// An editable list of channels, rules or credentials: each with its actions, its form and its deletion.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { ConfirmPanel } from '../parts/panel.tsx';
import { may } from '../session.ts';

interface Props<T> {
  title: 'Channels' | 'Rules' | 'Credentials';
  noun: 'channel' | 'rule' | 'credential';
  /** Undefined until they are loaded. */
  items: readonly T[] | undefined;
  /** Shown if there are no items. */
  none: string;
  draw: (item: T) => ComponentChildren;
  /** Buttons before Edit and Delete. */
  drawActions?: (item: T) => ComponentChildren;
  /** `item` is undefined in the form of a new one. */
  drawForm: (item: T | undefined, onClose: () => void) => ComponentChildren;
  /** Shown before an item is deleted. */
  effectOfDeletion: string;
  onDelete: (item: T) => Promise<unknown>;
  onChange: () => Promise<void>;
}

export function EditableList<T extends { id: string; name: string }>(props: Props<T>) {
  const { title, noun, items, none, draw, drawActions, drawForm, onChange } = props;
  const headingId = title.toLowerCase();
  /** What is open below an item, or below the list for a new one. */
  const opened = useSignal<{ id: string; isDeletion?: true } | null>(null);
  const newButton = useRef<HTMLButtonElement>(null);
  const open = (value: typeof opened.value) => () => {
    opened.value = value;
  };
  const close = open(null);
  const isNew = opened.value?.id === 'new';

  async function remove(item: T): Promise<void> {
    try {
      await props.onDelete(item);
      showMessage(`“${item.name}” deleted.`);
      close();
      await onChange();
      // The focused button is gone with the item.
      newButton.current?.focus();
    } catch (error) {
      showFailure(`“${item.name}” was not deleted.`, error);
    }
  }

  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId}>{title}</h2>
      {items === undefined && <div class="skeleton rows-room" />}
      {items?.length === 0 && <p class="muted">{none}</p>}
      {items !== undefined && items.length > 0 && (
        <ol class="changes">
          {items.map((item) => (
            <li key={item.id} class="audit-entry editable">
              <div>{draw(item)}</div>
              {may('edit') && (
                <div class="actions">
                  {drawActions?.(item)}
                  <button
                    type="button"
                    class="plain"
                    aria-label={`Edit ${item.name}`}
                    onClick={open({ id: item.id })}
                  >
                    Edit
                  </button>
                  <button
                    type="button"
                    class="plain"
                    aria-label={`Delete ${item.name}`}
                    onClick={open({ id: item.id, isDeletion: true })}
                  >
                    Delete
                  </button>
                </div>
              )}
              {opened.value?.id === item.id &&
                (opened.value.isDeletion ? (
                  <ConfirmPanel
                    title={`Delete “${item.name}”?`}
                    verb={`Delete ${noun}`}
                    onAct={() => remove(item)}
                    onClose={close}
                  >
                    <p class="prose">{props.effectOfDeletion}</p>
                  </ConfirmPanel>
                ) : (
                  drawForm(item, close)
                ))}
            </li>
          ))}
        </ol>
      )}
      {may('edit') && items !== undefined && (
        <p class="load-more">
          <button
            type="button"
            ref={newButton}
            aria-expanded={isNew}
            onClick={isNew ? close : open({ id: 'new' })}
          >
            New {noun}
          </button>
        </p>
      )}
      {isNew && drawForm(undefined, close)}
    </section>
  );
}
