// What can be done to a job from its row and from its page; each tells what it did.
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { isOver } from '../format/words.ts';
import { say, sayFailure } from '../parts/messages.tsx';
import { links } from '../router.ts';

type Named = Pick<Job, 'id' | 'name'>;

/** Shows what is about to be true of the job, where it is shown; returns what takes it back. */
export type Show = (change: (job: Job) => Job) => () => void;

export async function runNow(job: Named): Promise<void> {
  try {
    const run = await api.jobs.run(job.id);
    say(`“${job.name}” was started by hand.`, {
      link: { href: links.run(run.id), text: 'See the run' },
    });
  } catch (error) {
    sayFailure(`“${job.name}” was not started.`, error);
  }
}

async function pause(job: Named, show?: Show): Promise<void> {
  const takeBack = show?.(toPaused);
  try {
    const paused = await api.jobs.pause(job.id);
    show?.(() => paused);
    say(`“${job.name}” is paused: it runs by hand only.`, { undo: () => resume(job, show) });
  } catch (error) {
    takeBack?.();
    sayFailure(`“${job.name}” was not paused.`, error);
  }
}

export async function resume(job: Named, show?: Show): Promise<void> {
  const takeBack = show?.(toActive);
  try {
    const active = await api.jobs.resume(job.id);
    show?.(() => active);
    say(`“${job.name}” is active again, from now on.`, { undo: () => pause(job, show) });
  } catch (error) {
    takeBack?.();
    sayFailure(`“${job.name}” was not resumed.`, error);
  }
}

/** Whichever changes it; nothing where neither can. */
export async function pauseOrResume(job: Job, show?: Show): Promise<void> {
  if (job.status === 'active') await pause(job, show);
  else if (!isOver(job)) await resume(job, show);
}

/** Whether the job is gone now. */
export async function remove(job: Named): Promise<boolean> {
  try {
    await api.jobs.delete(job.id);
    say(`“${job.name}” is deleted.`);
    return true;
  } catch (error) {
    sayFailure(`“${job.name}” was not deleted.`, error);
    return false;
  }
}

const toPaused = (job: Job): Job => ({
  ...job,
  status: 'inactive',
  status_reason: 'paused',
  next_run: null,
  next_due_at: null,
});

/** When it runs next is the service's to say. */
const toActive = (job: Job): Job => ({
  ...job,
  status: 'active',
  status_reason: null,
  pause_reason: null,
  paused_until: null,
  consecutive_failures: 0,
});
