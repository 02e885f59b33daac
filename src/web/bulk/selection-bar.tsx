// The bar of the bulk actions on selected list items, or the panel of the action that waits for confirmation.
import type { ComponentChildren } from 'preact';
import { formatCount } from '../format/time.ts';
import type { List } from '../list/list.ts';
import { noItems } from '../list/pages.ts';
import { type MessageOptions, showMessage } from '../parts/messages.tsx';
import type { SendBulk } from './bulk.ts';
import { BulkPanel, type BulkTexts } from './bulk-panel.tsx';
import type { BulkSelection, Selection } from './selection.tsx';

interface Props<Action extends string, Filter> {
  list: Pick<List<{ id: string }>, 'items' | 'hasMore' | 'refresh'>;
  selection: BulkSelection<Action, Filter>;
  /** In the order of the buttons. */
  actions: readonly Action[];
  texts: Record<Action, BulkTexts>;
  /** `all jobs with the tag “billing”` */
  matches: string;
  /** Asks to confirm an action on the selected items. */
  confirm: (action: Action) => void;
  send: (action: Action) => SendBulk<Filter>;
  /** Names an item that failed. */
  nameOf: (id: string) => ComponentChildren;
  /** Names the items that the action would change. */
  describeItems: (ids: readonly string[]) => ComponentChildren;
  /** What the message offers after the action changed every item. */
  followUp: (action: Action, ids: string[]) => MessageOptions;
  /** Called when items were changed. */
  onChange?: (action: Action) => void;
  /** More buttons. */
  children?: ComponentChildren;
}

export function SelectionBar<Action extends string, Filter extends object>(props: Props<Action, Filter>) {
  const { list, selection, texts, send, onChange, followUp } = props;
  const pending = selection.pending.value;
  if (pending === null) return <Bar {...props} />;
  const { action, scope } = pending;
  const close = () => {
    selection.pending.value = null;
  };
  return (
    <BulkPanel
      key={pending}
      texts={texts[action]}
      send={send(action)}
      scope={scope}
      nameOf={props.nameOf}
      describeItems={props.describeItems}
      onChange={() => {
        onChange?.(action);
        selection.clear();
        void list.refresh();
      }}
      onDone={(ids) => {
        close();
        showMessage(texts[action].done(ids.length), followUp(action, ids));
      }}
      onClose={close}
    />
  );
}

/** Stands before the table in the document, so that Tab reaches the bar before the rows. */
function Bar<Action extends string, Filter>(props: Props<Action, Filter>) {
  const { list, selection, actions, texts, matches, confirm, children } = props;
  const { isAll, selectedIds } = selection;
  if (!selection.isAny()) return null;
  return (
    <section class="selection" aria-label="Selection">
      <div class="selection-count">
        <strong role="status">
          {isAll.value
            ? `${matches.charAt(0).toUpperCase()}${matches.slice(1)}`
            : texts[actions[0]!].count(selectedIds.value.size)}{' '}
          selected
        </strong>
        <SelectMoreButton list={list} selection={selection} matches={matches} />
        <button type="button" class="plain" onClick={selection.clear}>
          Clear
        </button>
      </div>
      <div class="actions">
        {actions.map((action) => (
          <button key={action} type="button" class={texts[action].class} onClick={() => confirm(action)}>
            {texts[action].verb}…
          </button>
        ))}
        {children}
      </div>
    </section>
  );
}

type MoreProps = Pick<Props<string, object>, 'list' | 'matches'> & { selection: Selection };

/** Extends the selection, first to all loaded items, then to all that match the filter. */
function SelectMoreButton({ list, selection, matches }: MoreProps) {
  const items = list.items.value ?? noItems;
  if (selection.isAll.value) return null;
  if (!selection.includesAll(items)) {
    return (
      <button type="button" class="plain" onClick={() => selection.add(items)}>
        Select all {formatCount(items.ids.length)} shown
      </button>
    );
  }
  if (!list.hasMore.value) return null;
  return (
    <button type="button" class="plain" onClick={selection.selectAll}>
      Select {matches}
    </button>
  );
}
