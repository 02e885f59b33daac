// The bar and panel of bulk actions on selected jobs.
import type { Job } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { createBulk, type SendBulk } from '../bulk/bulk.ts';
import { BulkPanel } from '../bulk/bulk-panel.tsx';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import type { List } from '../list/list.ts';
import { showMessage } from '../parts/messages.tsx';
import { may } from '../session.ts';
import { type Action, bulkTexts, countJobs } from './bulk-texts.ts';
import { describeFilter, type JobFilter } from './filter.ts';
import { clearJobCache } from './job-cache.ts';
import { JobName, JobNames } from './job-names.tsx';
import { confirmAction, pendingAction, selection } from './selection.ts';

interface Props {
  list: List<Job>;
  filter: JobFilter;
}

const actions: readonly Action[] = ['pause', 'resume', 'run', 'delete'];

export function JobSelectionBar({ list, filter }: Props) {
  if (pendingAction.value) return <Panel key={pendingAction.value} list={list} />;
  return (
    <SelectionBar list={list} selection={selection} count={countJobs} matches={describeFilter(filter)}>
      {actions.map(
        (action) =>
          (action !== 'delete' || may('edit')) && (
            <button
              key={action}
              type="button"
              class={bulkTexts[action].class}
              onClick={() => confirmAction(action, filter)}
            >
              {bulkTexts[action].verb}
            </button>
          ),
      )}
    </SelectionBar>
  );
}

function Panel({ list }: { list: List<Job> }) {
  const { action, scope } = pendingAction.value!;
  return (
    <BulkPanel
      texts={bulkTexts[action]}
      send={sendAction(action)}
      scope={scope}
      nameOf={(id) => <JobName id={id} />}
      describeItems={(ids) => <JobNames ids={ids} />}
      onChange={() => {
        if (action === 'delete') clearJobCache();
        selection.clear();
        void list.refresh();
      }}
      onDone={(ids) => {
        close();
        showMessage(bulkTexts[action].done(ids.length), undoOf(action, ids));
      }}
      onClose={close}
    />
  );
}

function sendAction(action: Action): SendBulk<JobFilter> {
  return (request, options) => api.jobs.bulk({ action, ...request }, options);
}

function close(): void {
  pendingAction.value = null;
}

/** Pausing is undone by resuming, and resuming by pausing. */
function undoOf(action: Action, ids: string[]): { undo?: () => Promise<void> } {
  const opposites = { pause: 'resume', resume: 'pause', run: undefined, delete: undefined } as const;
  const opposite = opposites[action];
  if (opposite === undefined || ids.length === 0) return {};
  return {
    undo: async () => {
      const bulk = createBulk(sendAction(opposite), { ids }, false);
      const report = () => bulkTexts[opposite].done(bulk.outcome.peek().done.length);
      try {
        await bulk.proceed();
        showMessage(report());
      } catch (error) {
        showMessage(`${report()} Stopped: ${describeError(error)}`);
      }
    },
  };
}
