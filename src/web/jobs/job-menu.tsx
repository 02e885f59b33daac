// The menu of further actions in a row of the job list.
import type { RefObject } from 'preact';
import type { Job } from '../../../client/src/index.ts';
import { needsNewSchedule } from '../format/job-text.ts';
import type { List } from '../list/list.ts';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { may } from '../session.ts';
import { pauseOrResume, runNow } from './job-actions.ts';
import { pendingAction } from './selection.ts';

export function JobMenu({ job, list }: { job: Job; list: RefObject<List<Job>> }) {
  return <Menu label={`More for ${job.name}`} items={() => itemsOf(job, list)} />;
}

function itemsOf(job: Job, list: RefObject<List<Job>>): MenuItem[] {
  const isActive = job.status === 'active';
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
    ...(may('edit') ? [{ does: 'Delete…', class: 'danger', run: () => confirmDelete(job.id) }] : []),
  ];
}

function confirmDelete(id: string): void {
  pendingAction.value = { action: 'delete', scope: { ids: [id] } };
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
