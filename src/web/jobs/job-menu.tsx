// What else can be done with a job of the list.
import type { RefObject } from 'preact';
import type { Job } from '../../../client/src/index.ts';
import { isOver } from '../format/words.ts';
import type { List } from '../list/list.ts';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { say } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { may } from '../session.ts';
import { pauseOrResume, runNow } from './job-actions.ts';
import { asked } from './selection.ts';

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
    ...(may('operate') && (isActive || !isOver(job)) ? [pause] : []),
    ...(may('edit')
      ? [
          { does: 'Edit', href: links.editJob(job.id) },
          { does: 'Duplicate', href: links.duplicateJob(job.id) },
        ]
      : []),
    { does: 'See its runs', href: links.runs({ job_id: job.id }) },
    { does: 'Copy its id', run: () => void copy(job.id) },
    ...(may('edit') ? [{ does: 'Delete…', class: 'danger', run: () => askToDelete(job.id) }] : []),
  ];
}

function askToDelete(id: string): void {
  asked.value = { action: 'delete', who: { ids: [id] } };
}

async function copy(id: string): Promise<void> {
  try {
    // Absent where the page came over plain HTTP from another machine.
    await navigator.clipboard.writeText(id);
    say('The id is copied.');
  } catch {
    say(`The browser does not let the page copy. The id is ${id}`);
  }
}
