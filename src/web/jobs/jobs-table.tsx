// The table of jobs and its rows; on a narrow page each row becomes two lines.

import { useComputed } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useCallback, useRef } from 'preact/hooks';
import type { Job, JobBulk } from '../../../client/src/index.ts';
import { type BulkSelection, RowCheckbox, SelectAllCheckbox } from '../bulk/selection.tsx';
import { isFailing, ListedSchedule, needsNewSchedule, scheduleTitle } from '../format/job-text.tsx';
import type { List, RowKeys } from '../list/list.ts';
import { noItems } from '../list/pages.ts';
import { Rows } from '../list/rows.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { NextRun, RelativeTime } from '../parts/instant.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { showMessage } from '../parts/messages.tsx';
import { JobStatus } from '../parts/status.tsx';
import { Target } from '../parts/target.tsx';
import { hiddenColumns, links, setQuery } from '../router.ts';
import { may } from '../session.ts';
import { Strip, useTimelines } from '../timeline/strip.tsx';
import { type JobFilter, type JobSort, jobColumns } from './filter.ts';
import { pauseOrResume, runNow } from './job-actions.ts';

interface Props {
  list: List<Job>;
  sort: JobSort;
  keys: RowKeys;
  selection: JobSelection;
}

type JobSelection = BulkSelection<JobBulk['action'], JobFilter>;

export function JobsTable({ list, sort, keys, selection }: Props) {
  // A ref, because drawn rows are kept when a new search replaces the list.
  const current = useRef(list);
  current.current = list;
  const timelines = useTimelines(list);
  const draw = useCallback(
    (job: Job) => <JobRow job={job} list={current} selection={selection} timelines={timelines} />,
    [],
  );
  const hidden = hiddenColumns(jobColumns);
  const columns = (may('operate') ? 8 : 7) - hidden.length;
  return (
    <table
      class={['rows jobs-table', ...hidden.map((name) => `hide-${name}`)].join(' ')}
      // Keyboard shortcuts act on the row that has the focus, also after a click or Tab.
      onFocusIn={({ target }) => {
        const row = (target as Element).closest<HTMLElement>('[data-row]')?.dataset['row'];
        if (row !== undefined) keys.at.value = row;
      }}
    >
      <thead>
        <tr>
          {may('operate') && (
            <th class="cell-checkbox">
              <SelectAllCheckbox list={list} selection={selection} />
            </th>
          )}
          <th class="col-status">Status</th>
          <SortHead by="name" sort={sort}>
            Name
          </SortHead>
          <th class="col-schedule">Schedule</th>
          <th class="col-target">Target</th>
          <th class="col-strip">Last and next runs</th>
          <SortHead by="next_run" sort={sort} class="col-next">
            Next run
          </SortHead>
          <th class="col-actions">
            <span class="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <Rows list={list} columns={columns} at={keys.at.value}>
        {draw}
      </Rows>
    </table>
  );
}

interface SortHeadProps {
  by: 'name' | 'next_run';
  sort: JobSort;
  class?: string;
  children: ComponentChildren;
}

/** Each click moves on: ascending, descending, default order. */
function SortHead({ by, sort, class: className, children }: SortHeadProps) {
  const next = { [by]: `-${by}`, [`-${by}`]: undefined };
  const isSorted = sort.replace('-', '') === by;
  const direction = sort.startsWith('-') ? 'descending' : 'ascending';
  return (
    <th class={className} aria-sort={isSorted ? direction : undefined}>
      <button type="button" class="sort" onClick={() => setQuery({ sort: sort in next ? next[sort] : by })}>
        {children}
        <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
          {isSorted && <path d={sort.startsWith('-') ? 'M0 2h8L4 7z' : 'M0 6h8L4 1z'} />}
        </svg>
      </button>
    </th>
  );
}

interface RowProps {
  job: Job;
  list: RefObject<List<Job>>;
  selection: JobSelection;
  timelines: ReturnType<typeof useTimelines>;
}

/** Times, the strip and the checkbox update without drawing the row again. */
function JobRow({ job, list, selection, timelines }: RowProps) {
  return (
    <tr data-row={job.id} class={useTint(job)}>
      {may('operate') && (
        <td class="cell-checkbox">
          <RowCheckbox
            id={job.id}
            name={job.name}
            getItems={() => list.current.items.peek() ?? noItems}
            selection={selection}
          />
        </td>
      )}
      <td class="cell-status">
        <JobStatus job={job} />
      </td>
      <td class="cell-name">
        <div class="name-line">
          <a class="cut" dir="auto" data-open href={links.job(job.id)} title={job.name}>
            {job.name}
          </a>
          {job.tags.map((tag) => (
            <a
              key={tag}
              class="row-tag cut"
              dir="auto"
              href={links.jobs({ tag })}
              title={`Jobs with the tag ${tag}`}
            >
              {tag}
            </a>
          ))}
        </div>
      </td>
      <td class="cell-schedule cut" title={scheduleTitle(job)}>
        <ListedSchedule job={job} />
      </td>
      <td class="cell-target">
        <Target job={job} />
      </td>
      <td class="cell-strip">
        <JobStrip id={job.id} timelines={timelines} />
      </td>
      <td class="cell-next">
        <Next job={job} />
      </td>
      <td class="cell-actions">
        {may('operate') && (
          <>
            <ActionButton
              class="icon-button wide-only"
              label={`Run ${job.name} now`}
              onAct={() => runNow(job)}
            >
              <Icon name="run" />
            </ActionButton>
            <PauseOrResume job={job} list={list} />
          </>
        )}
        <JobMenu job={job} list={list} selection={selection} />
      </td>
    </tr>
  );
}

/** Alternates between two classes when the job's state changes, so that the tint animation starts again. */
function useTint(job: Job): string | undefined {
  const state = `${job.version} ${job.status} ${isFailing(job)}`;
  const last = useRef({ state, count: 0 });
  if (state !== last.current.state) last.current = { state, count: last.current.count + 1 };
  const { count } = last.current;
  return count === 0 ? undefined : `tint-${count % 2}`;
}

function JobStrip({ id, timelines }: Pick<RowProps, 'timelines'> & { id: string }) {
  return <Strip timeline={useComputed(() => timelines.value?.[id]).value} />;
}

function Next({ job }: { job: Job }) {
  if (job.next_run) return <NextRun at={job.next_due_at ?? job.next_run} zone={job.timezone} />;
  if (job.paused_until === null)
    return <span class="muted">{job.status_reason === 'paused' ? 'paused' : 'none'}</span>;
  return (
    <span class="muted resumes">
      resumes <RelativeTime at={job.paused_until} />
    </span>
  );
}

/** One element for both actions, so that it keeps the focus when its label changes. */
function PauseOrResume({ job, list }: Pick<RowProps, 'job' | 'list'>) {
  const isActive = job.status === 'active';
  if (!isActive && needsNewSchedule(job)) return <span class="no-action wide-only" />;
  return (
    <ActionButton
      class="icon-button wide-only"
      label={`${isActive ? 'Pause' : 'Resume'} ${job.name}`}
      onAct={() => pauseOrResume(job, (change) => list.current.change(job.id, change))}
    >
      <Icon name={isActive ? 'pause' : 'resume'} />
    </ActionButton>
  );
}

function JobMenu(props: Omit<RowProps, 'timelines'>) {
  return <Menu label={`More for ${props.job.name}`} items={() => itemsOf(props)} />;
}

function itemsOf({ job, list, selection }: Omit<RowProps, 'timelines'>): MenuItem[] {
  const isActive = job.status === 'active';
  const confirmDelete = () => {
    selection.pending.value = { action: 'delete', scope: { ids: [job.id] } };
  };
  const run: MenuItem = { does: 'Run now', class: 'narrow-only', run: () => void runNow(job) };
  const pause: MenuItem = {
    does: isActive ? 'Pause' : 'Resume',
    class: 'narrow-only',
    run: () => void pauseOrResume(job, (change) => list.current.change(job.id, change)),
  };
  return [
    ...(may('operate') ? [run] : []),
    ...(may('operate') && (isActive || !needsNewSchedule(job)) ? [pause] : []),
    ...(may('edit')
      ? [
          { does: 'Edit', href: links.editJob(job.id) },
          { does: 'Duplicate', href: links.duplicateJob(job.id) },
        ]
      : []),
    { does: 'See runs', href: links.runs({ job_id: job.id }) },
    { does: 'Copy ID', run: () => void copyId(job.id) },
    ...(may('edit') ? [{ does: 'Delete…', class: 'danger', run: confirmDelete }] : []),
  ];
}

async function copyId(id: string): Promise<void> {
  try {
    // Browsers do not offer the clipboard to pages loaded over plain HTTP from another machine.
    await navigator.clipboard.writeText(id);
    showMessage('ID copied.');
  } catch {
    showMessage(`The browser blocked the copy. The ID is ${id}`);
  }
}
