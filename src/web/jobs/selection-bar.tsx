// The bar and panel of bulk actions on selected jobs.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { createBulk, type SendBulk } from '../bulk/bulk.ts';
import { BulkPanel } from '../bulk/bulk-panel.tsx';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import { formatCount } from '../format/time.ts';
import type { List } from '../list/list.ts';
import { showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { may } from '../session.ts';
import { describeFilter, type JobFilter } from './filter.ts';
import { cachedJobName, cacheJobs, clearJobCache } from './job-cache.ts';
import { type Action, bulkTexts, confirmAction, countJobs, pendingAction, selection } from './selection.ts';

const MAX_NAMES = 5;

/** `close-invoices, sync-crm and 22 others` */
function JobNames({ ids }: { ids: readonly string[] }) {
  const names = useNames(ids.slice(0, MAX_NAMES));
  const others = ids.length - names.length;
  if (ids.length === 0) return null;
  const shown = others > 0 ? [...names, `${formatCount(others)} others`] : names;
  return <p class="muted cut">{new Intl.ListFormat('en-GB').format(shown)}</p>;
}

function JobName({ id }: { id: string }) {
  return <a href={links.job(id)}>{useNames([id])[0]}</a>;
}

/** Loads the names that are not cached; shows the ID of a job until its name is loaded, or if it was deleted. */
function useNames(ids: readonly string[]): string[] {
  const loadCount = useSignal(0);
  useEffect(() => {
    for (const id of ids.filter((one) => cachedJobName(one) === undefined)) {
      api.jobs.get(id).then(
        (job) => {
          cacheJobs(`named ${id}`, [job]);
          loadCount.value++;
        },
        () => undefined,
      );
    }
  }, [ids.join()]);
  void loadCount.value;
  return ids.map((id) => cachedJobName(id) ?? id);
}

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
