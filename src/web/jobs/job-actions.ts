// Actions on one job, used by its row and its page; each shows a message with its result.
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { needsNewSchedule } from '../format/job-text.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { startEffect } from '../system/scheduler-pause.tsx';

type Named = Pick<Job, 'id' | 'name'>;

/** Applies an optimistic update to the displayed job; returns a function that rolls it back. */
export type UpdateShown = (change: (job: Job) => Job) => () => void;

export async function runNow(job: Named): Promise<void> {
  try {
    const run = await api.jobs.run(job.id);
    showMessage(`Run of “${job.name}” ${startEffect()}.`, {
      link: { href: links.run(run.id), text: 'See the run' },
    });
  } catch (error) {
    showFailure(`“${job.name}” was not started.`, error);
  }
}

async function pause(job: Named, updateShown?: UpdateShown): Promise<void> {
  const rollBack = updateShown?.(toPaused);
  try {
    const paused = await api.jobs.pause(job.id);
    updateShown?.(() => paused);
    showMessage(`“${job.name}” paused: manual runs only.`, { undo: () => resume(job, updateShown) });
  } catch (error) {
    rollBack?.();
    showFailure(`“${job.name}” was not paused.`, error);
  }
}

export async function resume(job: Named, updateShown?: UpdateShown): Promise<void> {
  const rollBack = updateShown?.(toActive);
  try {
    const active = await api.jobs.resume(job.id);
    updateShown?.(() => active);
    showMessage(`“${job.name}” resumed.`, { undo: () => pause(job, updateShown) });
  } catch (error) {
    rollBack?.();
    showFailure(`“${job.name}” was not resumed.`, error);
  }
}

/** Pauses an active job, resumes a paused one, and ignores a job whose schedule has ended. */
export async function pauseOrResume(job: Job, updateShown?: UpdateShown): Promise<void> {
  if (job.status === 'active') await pause(job, updateShown);
  else if (!needsNewSchedule(job)) await resume(job, updateShown);
}

/** Returns whether the job was deleted. */
export async function deleteJob(job: Named): Promise<boolean> {
  try {
    await api.jobs.delete(job.id);
    showMessage(`“${job.name}” deleted.`);
    return true;
  } catch (error) {
    showFailure(`“${job.name}” was not deleted.`, error);
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

/** Leaves `next_run` unset: the service computes it. */
const toActive = (job: Job): Job => ({
  ...job,
  status: 'active',
  status_reason: null,
  pause_reason: null,
  paused_until: null,
  consecutive_failures: 0,
});
