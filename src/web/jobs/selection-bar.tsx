// At the foot of the page while jobs are selected: what can be done with them, and what comes of it.
import type { Job } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { type Ask, createBulk } from '../bulk/bulk.ts';
import { BulkPanel } from '../bulk/bulk-panel.tsx';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import type { List } from '../list/list.ts';
import { say } from '../parts/messages.tsx';
import { may } from '../session.ts';
import { type Action, countJobs, words } from './bulk-words.ts';
import type { JobFilter } from './filter.ts';
import { JobName, Names } from './job-names.tsx';
import { unlearn } from './seen-jobs.ts';
import { asked, selection } from './selection.ts';

interface Props {
  list: List<Job>;
  filter: JobFilter;
}

const actions: readonly Action[] = ['pause', 'resume', 'run', 'delete'];

export function JobSelectionBar({ list, filter }: Props) {
  if (asked.value) return <Panel key={asked.value} list={list} />;
  const { picked, isAll } = selection;
  const who = () => (isAll.peek() ? { filters: [filter] } : { ids: [...picked.peek()] });
  return (
    <SelectionBar list={list} selection={selection} count={countJobs}>
      {actions.map(
        (action) =>
          (action !== 'delete' || may('edit')) && (
            <button
              key={action}
              type="button"
              class={words[action].class}
              onClick={() => {
                asked.value = { action, who: who() };
              }}
            >
              {words[action].verb}
            </button>
          ),
      )}
    </SelectionBar>
  );
}

function Panel({ list }: { list: List<Job> }) {
  const { action, who } = asked.value!;
  return (
    <BulkPanel
      words={words[action]}
      ask={askFor(action)}
      who={who}
      nameOf={(id) => <JobName id={id} />}
      about={(ids) => <Names ids={ids} />}
      onChange={(done) => {
        if (action === 'delete') unlearn(done);
        // Whoever goes on goes on with something else.
        selection.clear();
        void list.refresh();
      }}
      onDone={(ids) => {
        close();
        say(words[action].done(ids.length), undoOf(action, ids));
      }}
      onClose={close}
    />
  );
}

function askFor(action: Action): Ask<JobFilter> {
  return (part, options) => api.jobs.bulk({ action, ...part }, options);
}

function close(): void {
  asked.value = null;
}

/** What was paused is resumed again, and the other way round. */
function undoOf(action: Action, ids: string[]): { undo?: () => Promise<void> } {
  const back = { pause: 'resume', resume: 'pause', run: undefined, delete: undefined } as const;
  const opposite = back[action];
  if (opposite === undefined || ids.length === 0) return {};
  return {
    undo: async () => {
      const bulk = createBulk(askFor(opposite), { ids }, false);
      const told = () => words[opposite].done(bulk.outcome.peek().done.length);
      try {
        await bulk.goOn();
        say(told());
      } catch (error) {
        say(`${told()} Then: ${describeError(error)}`);
      }
    },
  };
}
