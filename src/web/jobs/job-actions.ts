// What can be done to a job from its row and from its page; each tells what it did.
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { say, sayFailure } from '../parts/messages.tsx';
import { links } from '../router.ts';

type Named = Pick<Job, 'id' | 'name'>;

export async function runNow(job: Named): Promise<void> {
  try {
    const run = await api.jobs.run(job.id);
    say(`“${job.name}” was started by hand.`, { href: links.run(run.id), text: 'See the run' });
  } catch (error) {
    sayFailure(`“${job.name}” was not started.`, error);
  }
}

export async function pause(job: Named): Promise<void> {
  try {
    await api.jobs.pause(job.id);
    say(`“${job.name}” is paused: it runs by hand only.`);
  } catch (error) {
    sayFailure(`“${job.name}” was not paused.`, error);
  }
}

export async function resume(job: Named): Promise<void> {
  try {
    await api.jobs.resume(job.id);
    say(`“${job.name}” is active again, from now on.`);
  } catch (error) {
    sayFailure(`“${job.name}” was not resumed.`, error);
  }
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
