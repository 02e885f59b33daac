// At the foot of the page while runs are selected: how many, and what can be done with them.
import type { Signal } from '@preact/signals';
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import type { Ask } from '../bulk/bulk.ts';
import { BulkPanel } from '../bulk/bulk-panel.tsx';
import type { Selection } from '../bulk/selection.ts';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import { formatShort } from '../format/time.ts';
import type { List } from '../list/list.ts';
import { say } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { type Action, type Asked, countRuns, whoMatches, words } from './bulk-words.ts';
import type { RunFilter } from './filter.ts';

interface Props {
  list: List<Run>;
  /** What is listed, as of now. */
  filter: () => RunFilter;
  selection: Selection;
  asked: Signal<Asked | null>;
}

export function RunSelectionBar({ list, filter, selection, asked }: Props) {
  const question = asked.value;
  if (question)
    return <Panel key={question} list={list} selection={selection} asked={asked} question={question} />;
  const { picked, isAll } = selection;

  function askFor(action: Action): void {
    asked.value = { action, who: isAll.peek() ? whoMatches(action, filter()) : { ids: [...picked.peek()] } };
  }

  return (
    <SelectionBar list={list} selection={selection} count={countRuns}>
      <button type="button" onClick={() => askFor('retry')}>
        Run again…
      </button>
      <button type="button" onClick={() => askFor('cancel')}>
        Cancel…
      </button>
    </SelectionBar>
  );
}

interface PanelProps extends Pick<Props, 'list' | 'selection' | 'asked'> {
  question: Asked;
}

function Panel({ list, selection, asked, question }: PanelProps) {
  const { action, who } = question;
  const ask: Ask<RunFilter> = (part, options) => api.runs.bulk({ action, ...part }, options);
  const close = () => {
    asked.value = null;
  };
  return (
    <BulkPanel
      words={words[action]}
      ask={ask}
      who={who}
      nameOf={(id) => <a href={links.run(id)}>{nameOf(list, id)}</a>}
      onChange={() => {
        // Whoever goes on goes on with something else.
        selection.clear();
        void list.refresh();
      }}
      onDone={(ids) => {
        close();
        const link = action === 'retry' && {
          href: links.runs({ trigger: 'retry', last: '1h' }),
          text: 'See them',
        };
        say(words[action].done(ids.length), link ? { link } : {});
      }}
      onClose={close}
    />
  );
}

/** The end of an id tells it from others of the same time. */
function nameOf(list: List<Run>, id: string): string {
  const run = list.items.peek()?.find(id);
  return run ? `${run.job_name}, ${formatShort(run.scheduled_for)}` : `run …${id.slice(-6)}`;
}
