// The bulk actions on jobs: their texts, and the bar and panel of the selection.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Job, JobBulk } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { createBulk, type SendBulk } from '../bulk/bulk.ts';
import { type BulkTexts, createTexts } from '../bulk/bulk-panel.tsx';
import type { BulkSelection } from '../bulk/selection.tsx';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import { formatCount } from '../format/time.ts';
import type { List } from '../list/list.ts';
import { type MessageOptions, showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { may } from '../session.ts';
import { describeFilter, type JobFilter } from './filter.ts';
import { cachedJobName, cacheJobs, clearJobCache } from './job-search.ts';

type Action = JobBulk['action'];

const texts: Record<Action, BulkTexts> = {
  pause: createTexts({
    noun: 'job',
    verb: 'Pause',
    done: 'paused',
    consequence: 'Scheduled runs stop until you resume. Queued runs are canceled.',
    unchanged: 'not active',
  }),
  resume: createTexts({
    noun: 'job',
    verb: 'Resume',
    done: 'resumed',
    consequence: 'Scheduled runs start again from now on. Occurrences during the pause do not run.',
    unchanged: 'already active',
  }),
  run: createTexts({
    noun: 'job',
    verb: 'Run',
    done: 'started',
    consequence: 'Each job starts one run now.',
    startsRuns: true,
  }),
  delete: createTexts({
    noun: 'job',
    verb: 'Delete',
    done: 'deleted',
    consequence:
      'This cannot be undone. Queued runs are canceled, running attempts will finish, and past runs stay readable until they are pruned.',
    class: 'danger',
  }),
};

interface Props {
  list: List<Job>;
  filter: JobFilter;
  selection: BulkSelection<Action, JobFilter>;
  confirm: (action: Action) => void;
}

export function JobSelectionBar({ list, filter, selection, confirm }: Props) {
  return (
    <SelectionBar
      list={list}
      selection={selection}
      actions={may('edit') ? ['pause', 'resume', 'run', 'delete'] : ['pause', 'resume', 'run']}
      texts={texts}
      matches={describeFilter(filter)}
      confirm={confirm}
      send={sendAction}
      nameOf={(id) => <JobName id={id} />}
      describeItems={(ids) => <JobNames ids={ids} />}
      onChange={(action) => action === 'delete' && clearJobCache()}
      followUp={undoOf}
    />
  );
}

function sendAction(action: Action): SendBulk<JobFilter> {
  return (request, options) => api.jobs.bulk({ action, ...request }, options);
}

const MAX_NAMES = 5;

/** `close-invoices, sync-crm and 22 others` */
function JobNames({ ids }: { ids: readonly string[] }) {
  const names = useNames(ids.slice(0, MAX_NAMES));
  const others = ids.length - names.length;
  if (ids.length === 0) return null;
  const shown = others > 0 ? [...names, `${formatCount(others)} others`] : names;
  const text = new Intl.ListFormat('en-GB').format(shown);
  return (
    <p class="muted cut" title={text}>
      {text}
    </p>
  );
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

/** Pausing is undone by resuming, and resuming by pausing. */
function undoOf(action: Action, ids: string[]): MessageOptions {
  const opposites = { pause: 'resume', resume: 'pause', run: undefined, delete: undefined } as const;
  const opposite = opposites[action];
  if (opposite === undefined || ids.length === 0) return {};
  return {
    undo: async () => {
      const bulk = createBulk(sendAction(opposite), { ids }, false);
      const report = () => texts[opposite].done(bulk.outcome.peek().done.length);
      try {
        await bulk.proceed();
        showMessage(report());
      } catch (error) {
        showMessage(`${report()} Stopped: ${describeError(error)}`);
      }
    },
  };
}
